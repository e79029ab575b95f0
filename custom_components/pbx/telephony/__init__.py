"""Telephony without Home Assistant: the model of a PBX, kept true by its facts.

A library in waiting: relative imports only, and nothing of Home Assistant.
"""
