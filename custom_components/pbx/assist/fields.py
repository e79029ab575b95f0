"""What several subjects are asked with."""

from typing import Final

import voluptuous as vol

from .wording import MAX_SPOKEN

ATTR_PERSON: Final = "person"

# Of somebody, as it is spoken.
spoken_name = vol.All(str, vol.Length(min=1, max=MAX_SPOKEN))
