"""Bootstrap refuses what it must, with what was observed, what is required, and the next command."""
from cutover_lab.settings import TARGET

from . import case
