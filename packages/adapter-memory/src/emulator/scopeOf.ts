import { refuse } from "../marketplace/Refusal.ts"
import type { Refusal } from "../marketplace/Refusal.ts"

/** The part of a signature that the emulator looks at. */
export interface SigningScope {
  readonly accessKeyId: string
  readonly region: string
}

/**
 * Returns the access key a request is signed with and the region it is signed for: rule 4.
 *
 * The region of the credential scope stands for the endpoint, because every region is served at one address. The
 * signature itself is not verified.
 *
 * - **Errors**: without Authorization, MissingAuthenticationTokenException; with one that is not SigV4,
 *   IncompleteSignatureException; signed for another service, InvalidSignatureException.
 * - **Source**: AWS Signature Version 4; the message as captured in aws/aws-sdk-go PR 1034.
 */
export const scopeOf = (authorization: string | undefined): Refusal | SigningScope => {
  if (authorization === undefined || authorization === "") {
    return refuse("MissingAuthenticationTokenException", "Missing Authentication Token")
  }
  const [, accessKeyId, region, service, terminator] = credentialPattern.exec(authorization) ?? []
  if (accessKeyId === undefined || region === undefined) {
    return refuse("IncompleteSignatureException", "Authorization must be AWS4-HMAC-SHA256 with a Credential")
  }
  if (service !== signingName) {
    return refuse(
      "InvalidSignatureException",
      `Credential should be scoped to correct service: '${signingName}'.`
    )
  }
  if (terminator !== "aws4_request") {
    return refuse(
      "InvalidSignatureException",
      "Credential should be scoped with a valid terminator: 'aws4_request'."
    )
  }
  return { accessKeyId, region }
}

const signingName = "aws-marketplace"

const credentialPattern =
  /^AWS4-HMAC-SHA256 .{0,2000}?Credential=([^/,\s]{1,256})\/[0-9]{8}\/([a-z0-9-]{1,64})\/([^/,\s]{1,64})\/([^/,\s]{1,64})/
