/** What is known of something the AWS SDK has thrown. */
export interface Thrown {
  readonly detail: string
  readonly name: string | undefined
  readonly status: number | undefined
}

/** Reads whatever the AWS SDK has thrown: total, at most 300 characters of its text, and none of the secrets. */
export const readThrown = (thrown: unknown, secrets: ReadonlyArray<string> = []): Thrown => {
  const { $metadata, code, message, name } = fieldsOf(thrown)
  if (message === sdkHasNoRegion && $metadata === undefined) return regionMissing
  return {
    name: nameOf(name, code),
    status: statusOf($metadata),
    detail: typeof message === "string" ? withoutSigning(without(secrets, message)).slice(0, 300) : ""
  }
}

// The SDK has neither a name nor a code for it.
const sdkHasNoRegion = "Region is missing"

const regionMissing: Thrown = {
  name: "RegionMissing",
  status: undefined,
  detail: "the environment names no region; set AWS_REGION."
}

const without = (secrets: ReadonlyArray<string>, message: string): string =>
  secrets.reduce((text, secret) => (secret === "" ? text : text.replaceAll(secret, "…")), message)

// Where a signature does not fit, AWS repeats the request that it should have been for, with the session's token in it.
const withoutSigning = (message: string): string =>
  message
    .replace(/(x-amz-security-token["'\s]*[:=]["'\s]*)[^\s"'&]+/gi, "$1…")
    .replace(/(signature=)[\da-f]{16,}/gi, "$1…")

interface Fields {
  readonly $metadata?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly name?: unknown
}

const fieldsOf = (thrown: unknown): Fields =>
  typeof thrown === "object" && thrown !== null ? thrown : { message: String(thrown) }

// Node names every fault of the network "Error" and puts which one it is, such as ECONNREFUSED, into the code.
const nameOf = (name: unknown, code: unknown): string | undefined => {
  if (typeof code === "string" && /^E[A-Z_]+$/.test(code)) return code
  // The name may be text of whatever answered; one that was cut is longer than any that is known.
  return typeof name === "string" ? name.slice(0, 100) : undefined
}

const statusOf = (metadata: unknown): number | undefined =>
  typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? Number(metadata.httpStatusCode)
    : undefined
