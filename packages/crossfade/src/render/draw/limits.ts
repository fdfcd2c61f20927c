/** No more components than this are drawn: those with pairs that break or are unknown first, then those that move. */
export const MAX_COMPONENTS = 24;
/** No more version pairs than this have a panel, an arrow and a cell: what breaks first, then what is unknown. */
export const MAX_PAIRS = 240;
/** No more arrows than this in one moment, in the same order. */
export const MAX_ARROWS = 90;
/** No more stages than this have a picture; the table of stages has all. */
export const MAX_STAGES = 24;
/** No more findings than this are told of one pair. */
export const MAX_FINDINGS = 4;
