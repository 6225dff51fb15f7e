/** Tells the modules that were loaded anew from those before: with another query a file is another module to Node.js. */
export const GRAPH_MARK = '?whitewater-graph='

/** A stack, or a line of one, with files as their author knows them: the number of a graph depends on what ran before. */
export const withoutGraphMarks = (text: string): string => text.replaceAll(/\?whitewater-graph=\d+/g, '')
