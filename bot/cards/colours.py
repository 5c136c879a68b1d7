"""The colours of the edge of a card: what it is can be seen before it is read."""

ANSWER_COLOUR = 0x2F855A
REFUSAL_COLOUR = WARNING_COLOUR = 0xD69E2E
NEUTRAL_COLOUR = 0x4A6FA5
AT_WORK_COLOUR = 0x80848E
