"""What people ask the assistant for, by a sentence or through a language model.

Both ways end in the same subjects. A subject calls our own actions with the context of who asks,
so everything that holds for a person at the dashboard holds here; and it knows nobody whose status
or presence is not exposed to the assistant.
"""
