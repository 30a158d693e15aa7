import { Redacted, Result } from "effect"

/** Larger than any form that AWS Marketplace sends, in bytes. */
const bodyMax = 65_536
/** More fields than any form that AWS Marketplace sends. */
const fieldsMax = 100
const tokenField = "x-amzn-marketplace-token"

/** Why a request is no registration, with the HTTP status that says so. */
export interface NoRegistration {
  readonly problem: string
  /** 500 where it is the host's fault, and no buyer's. */
  readonly status: 400 | 405 | 413 | 415 | 500
}

/**
 * Reads the registration token from the form that a buyer's browser posts.
 *
 * - **Guarantees**: reads 64 KiB at most; a token in the address is not looked at, because addresses end up in logs.
 */
export const readToken = async (
  request: Request
): Promise<Result.Result<Redacted.Redacted, NoRegistration>> => {
  if (request.method !== "POST") return refused(405, "a registration is a form that is posted")
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase()
  if (type !== "application/x-www-form-urlencoded")
    return refused(415, "a registration is of the type application/x-www-form-urlencoded")
  // Taken for an empty form, the buyer would be sent back to AWS Marketplace again and again.
  if (request.bodyUsed) return refused(500, readBefore)
  const body = await readBody(request)
  if (body === undefined) return refused(413, `the form is larger than ${bodyMax} bytes`)
  if (body.split("&", fieldsMax + 1).length > fieldsMax)
    return refused(413, `the form has more than ${fieldsMax} fields`)
  const tokens = new URLSearchParams(body).getAll(tokenField)
  const [token] = tokens
  if (token === undefined || tokens.length > 1)
    return refused(400, "the form has no single registration token")
  return Result.succeed(Redacted.make(token))
}

const readBefore =
  "Something has read the form of a buyer before its registration could. Put the registration before whatever parses bodies."

const refused = (status: NoRegistration["status"], problem: string) =>
  Result.fail<NoRegistration>({ problem, status })

const readBody = async (request: Request): Promise<string | undefined> => {
  const chunks: Array<Uint8Array> = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > bodyMax) return undefined
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
