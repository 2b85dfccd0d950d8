"""The Lab tab: one visitor trains, rectifies and sees before and after."""
