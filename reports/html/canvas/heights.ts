/** Pixels of what every such picture has at its top: all of it in small, then the axis. */
export const OVERVIEW_HEIGHT = 26
export const AXIS_HEIGHT = 18
