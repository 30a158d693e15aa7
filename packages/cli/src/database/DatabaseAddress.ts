import { Effect, Redacted } from "effect"
import { DatabaseProblem } from "./DatabaseProblem.ts"

/** Where the database of a ledger is. Only `url` holds the password, and nothing prints it. */
export interface DatabaseAddress {
  readonly url: Redacted.Redacted
  /** The address as a person may see it: host, port and name. */
  readonly shown: string
  /** Takes the password out of a text that somebody else has written. */
  readonly withoutPassword: (text: string) => string
}

/**
 * Reads the address of a Postgres database.
 *
 * - **Errors**: `DatabaseProblem` when it is none, without saying what was given instead.
 */
export const addressOf = (url: Redacted.Redacted): Effect.Effect<DatabaseAddress, DatabaseProblem> => {
  const text = Redacted.value(url)
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  return parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)
    ? Effect.fail(new DatabaseProblem({ problem: noAddress }))
    : Effect.succeed({
        url,
        shown: `${parsed.host}${parsed.pathname}`,
        withoutPassword: (said) => passwordsIn(parsed).reduce((left, one) => left.replaceAll(one, "…"), said)
      })
}

const noAddress =
  "The database is not given as a Postgres address: it looks like postgres://user:password@host:5432/name, with special characters in the password percent-encoded."

const passwordsIn = ({ password, searchParams }: URL): ReadonlyArray<string> =>
  [password, decoded(password), searchParams.get("password") ?? ""].filter((one) => one !== "")

const decoded = (password: string): string => {
  try {
    return decodeURIComponent(password)
  } catch {
    return password
  }
}
