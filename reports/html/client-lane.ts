/** The lane of a client, as it stands in `Report.nodes`. */
export const clientLane = (client: number): string => `client ${client}`
