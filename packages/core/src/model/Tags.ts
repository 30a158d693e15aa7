/** Tags of an event: the buyer's cost allocation, at most five, sorted by key. */
export type Tags = ReadonlyArray<readonly [key: string, value: string]>

/** Prints tags as JSON, the same text for the same tags: how a store keeps and compares them. */
const format = (tags: Tags): string => JSON.stringify(tags)

/**
 * Tags: their text.
 *
 * **Example** (Sorted by key, as `acceptTags` leaves them)
 *
 *     const tags = Result.getOrThrow(acceptTags({ team: "sales", env: "prod" }))
 *
 *     Tags.format(tags) // => "[[\"env\",\"prod\"],[\"team\",\"sales\"]]"
 */
export const Tags = { format }
