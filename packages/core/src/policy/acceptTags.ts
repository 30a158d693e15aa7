import { Result } from "effect"
import { EventRefused } from "../model/EventRefused.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { Tags } from "../model/Tags.ts"
import { showValue } from "../model/showValue.ts"

/**
 * Checks the tags of an event by AWS's rules, and sorts them by key.
 *
 * Only the characters that AWS's documents list are let through: its own pattern takes more by accident, and may not for ever.
 *
 * - **Shape**: total for every JavaScript value. Absent tags are none.
 * - **Errors**: `EventRefused` with code `InvalidTags`.
 * - **Source**: AWS SDK 3.1138, TagKey and TagValue, and the Seller Guide on vendor-metered tagging, read 2026-11-21.
 *
 * **Example** (In the order of their keys, and in AWS's characters)
 *
 *     const refused = Result.match(acceptTags({ team: "Köln" }), {
 *       onFailure: ({ field, problem }) => `${field} ${problem}`,
 *       onSuccess: () => ""
 *     })
 *
 *     Result.getOrThrow(acceptTags({ team: "sales", env: "prod" })) // => [["env", "prod"], ["team", "sales"]]
 *     refused // => "tags.team has other characters"
 */
export const acceptTags = (value: unknown): Result.Result<Tags, EventRefused> =>
  value === undefined || value === null
    ? Result.succeed([])
    : Result.flatMap(
        Result.try({
          try: () => entriesOf(value),
          catch: () => refusal("tags", value, "cannot be read")
        }),
        (entries) =>
          entries === undefined
            ? Result.fail(refusal("tags", value, "is not an object of text to text"))
            : checkedTags(value, entries)
      )

// Throws for a revoked proxy, or a getter that does.
const entriesOf = (value: unknown): ReadonlyArray<[string, unknown]> | undefined =>
  isPlain(value) ? Object.entries(value) : undefined

// A Map or a class of the caller's has its tags elsewhere than in its members: better refused than read as none.
const isPlain = (value: unknown): value is object =>
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)

const checkedTags = (
  value: unknown,
  entries: ReadonlyArray<[string, unknown]>
): Result.Result<Tags, EventRefused> => {
  if (entries.length > MeteringLimits.tagsMax) {
    return Result.fail(
      refusal("tags", value, `has ${entries.length} entries`, `${MeteringLimits.tagsMax} tags`)
    )
  }
  const tags: Array<readonly [string, string]> = []
  for (const [key, text] of entries) {
    const wrong = keyProblem(key) ?? valueProblem(text)
    if (wrong !== undefined) {
      const field = `tags.${showValue(key, { isBare: true })}`
      return Result.fail(refusal(field, text, wrong.problem, wrong.limit))
    }
    tags.push([key, text as string])
  }
  return Result.succeed(tags.sort(([left], [right]) => (left < right ? -1 : 1)))
}

interface Wrong {
  readonly problem: string
  readonly limit: string
}

const keyProblem = (key: string): Wrong | undefined => {
  const max = MeteringLimits.tagKeyMax
  if (key.length === 0 || key.length > max)
    return { problem: "has a key of no or too many characters", limit: `a key of 1 to ${max} characters` }
  return characters.test(key) ? undefined : { problem: "has a key with other characters", limit: allowed }
}

const valueProblem = (text: unknown): Wrong | undefined => {
  const max = MeteringLimits.tagValueMax
  if (typeof text !== "string") return { problem: "is not text", limit: allowed }
  if (text.length === 0 || text.length > max)
    return { problem: "is empty or too long", limit: `a value of 1 to ${max} characters` }
  return characters.test(text) ? undefined : { problem: "has other characters", limit: allowed }
}

const characters = /^[A-Za-z0-9 +\-=._:/@]+$/
const allowed = "letters, digits, spaces and + - = . _ : / @"

const refusal = (field: string, value: unknown, problem: string, limit?: string): EventRefused =>
  new EventRefused({
    code: "InvalidTags",
    field,
    value: showValue(value),
    problem,
    ...(limit === undefined ? {} : { limit })
  })
