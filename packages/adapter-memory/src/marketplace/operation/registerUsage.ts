import { callerAdmitted } from "../caller/isAdmitted.ts"
import { checkRegistration } from "../registration/checkRegistration.ts"
import { checkRegistrationShape, readRegistration } from "../registration/Registration.ts"
import { usageSignature } from "../registration/usageSignature.ts"
import { completed, makeOperation, refused } from "./Operation.ts"

/**
 * Tells a container, when it starts, that its buyer is entitled, by a signature it can verify: rules 39 and 40.
 *
 * A container may call again and again. The signature is that of the key version it names; if the version has
 * expired, the answer says since when.
 */
export const registerUsage = makeOperation({
  calledBy: "buyer",
  name: "RegisterUsage",
  read: readRegistration,
  perform: (state, loose, context) => {
    const registration = checkRegistrationShape(loose, context.choices)
    if ("_tag" in registration) return refused(registration)
    const refusal = checkRegistration(registration, state, context)
    if (refusal !== undefined) return refused(refusal)
    const { ProductCode, PublicKeyVersion } = registration
    const expiredAt = state.keyRotations[PublicKeyVersion - 1]
    const result = {
      ...(expiredAt !== undefined && { PublicKeyRotationTimestamp: expiredAt / 1_000 }),
      Signature: usageSignature(registration, context)
    }
    return completed(result, [
      callerAdmitted({ operation: "RegisterUsage", productCode: ProductCode }, context)
    ])
  }
})
