import { type MeteringOperation, type TransportError, transportErrorFor } from "@tallyhour/core"

/**
 * Says what an error of the AWS SDK means for the records that were sent.
 *
 * - **Shape**: total for anything thrown; `secrets` are what its details must not repeat. Goes by the error's name, because the SDK has classes for some of AWS's errors
 *   only, and none for a proxy's page or a cut connection.
 *
 * **Example** (A refusal by name, and a connection that was cut)
 *
 *     const refusal = classifyError("BatchMeterUsage", { name: "InvalidLicenseException", message: "" })
 *     const cut = classifyError("BatchMeterUsage", Object.assign(new Error(), { code: "ECONNRESET" }))
 *
 *     refusal.reason._tag // => "RequestRefused"
 *     cut.reason._tag // => "Unanswered"
 *     cut.reason.mayBeAccepted // => true
 */
export const classifyError = (
  operation: MeteringOperation,
  thrown: unknown,
  secrets: ReadonlyArray<string> = []
): TransportError => {
  const { $metadata, code, message, name } = fieldsOf(thrown)
  return transportErrorFor({
    operation,
    name: nameOf(name, code),
    status: statusOf($metadata),
    detail: typeof message === "string" ? without(secrets, message).slice(0, 300) : ""
  })
}

const without = (secrets: ReadonlyArray<string>, message: string): string =>
  secrets.reduce((text, secret) => text.replaceAll(secret, "…"), message)

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
