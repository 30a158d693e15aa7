import { Schema } from "effect"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { maybe } from "./fields.ts"

/** Tells the public key of a version, by which the signatures of RegisterUsage are verified; version 1 if left out. */
export const publicKey = controlFunction(
  Schema.Struct({ version: maybe(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))) }),
  ({ signer, state }, body) => {
    const version = body.version ?? 1
    const latest = state.keyRotations.length + 1
    if (version > latest) return new Mistake(`the latest version is ${latest}; call rotate_key for another`)
    return { pem: signer.publicKey(version) }
  }
)
