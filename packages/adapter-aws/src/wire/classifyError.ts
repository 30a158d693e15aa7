import { type TransportError, transportErrorFor } from "@tallyhour/core"

/**
 * Says what an error of the AWS SDK means for the records that were sent.
 *
 * - **Shape**: total for anything thrown. Goes by the error's name, because the SDK has classes for some of AWS's errors
 *   only, and none for a proxy's page or a cut connection.
 */
export const classifyError = (operation: string, thrown: unknown): TransportError => {
  const { $metadata, message, name } = fieldsOf(thrown)
  return transportErrorFor({
    operation,
    name: typeof name === "string" ? name : undefined,
    status: statusOf($metadata),
    detail: typeof message === "string" ? message.slice(0, 300) : ""
  })
}

const fieldsOf = (
  thrown: unknown
): { readonly $metadata?: unknown; readonly message?: unknown; readonly name?: unknown } =>
  typeof thrown === "object" && thrown !== null ? thrown : { message: String(thrown) }

const statusOf = (metadata: unknown): number | undefined =>
  typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? Number(metadata.httpStatusCode)
    : undefined
