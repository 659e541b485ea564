"""A signed pack of what one reader may know of the register, for a workstation that is connected to nothing."""
