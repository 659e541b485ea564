"""Settings by mode: ``base`` is shared; ``demo``, ``production`` and ``test`` say what differs and why."""
