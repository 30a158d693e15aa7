import { isProductCode } from "../batch/checkShape.ts"
import type { Choices } from "../Choices.ts"
import { lengthOf } from "../lengthOf.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { integer, object, text } from "../wire.ts"
import type { Members } from "../wire.ts"

const registrationReaders = { ProductCode: text, PublicKeyVersion: integer, Nonce: text }

/** Reads the body of RegisterUsage as far as JSON types go. */
export const readRegistration = object(registrationReaders)

/** A body of RegisterUsage in which every required member is there. */
export interface Registration {
  readonly ProductCode: string
  readonly PublicKeyVersion: number
  readonly Nonce?: string
}

/**
 * Checks that required members are there, and every length, range and pattern: rule 11.
 *
 * - **Source**: botocore 1.43.107, service model of meteringmarketplace, read 2026-11-21.
 */
export const checkRegistrationShape = (
  { Nonce, ProductCode, PublicKeyVersion }: Members<typeof registrationReaders>,
  choices: Choices
): Refusal | Registration => {
  const broken = (message: string) => refuse(choices.shape_error, message)
  if (ProductCode === undefined) return broken("ProductCode is required")
  if (!isProductCode(ProductCode))
    return broken("ProductCode must be at most 255 letters, digits and -/=:_.@")
  if (PublicKeyVersion === undefined) return broken("PublicKeyVersion is required")
  if (PublicKeyVersion < 1) return broken("PublicKeyVersion must be 1 or more")
  if (Nonce === undefined) return { ProductCode, PublicKeyVersion }
  if (lengthOf(Nonce) > ServiceLimits.nonceCharactersMax) {
    return broken(`Nonce must have at most ${ServiceLimits.nonceCharactersMax} characters`)
  }
  return { Nonce, ProductCode, PublicKeyVersion }
}
