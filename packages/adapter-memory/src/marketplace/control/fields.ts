import { Schema } from "effect"

/** A field that may be left out or null. */
export const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

/** A non-empty text of at most 255 characters. */
export const Name = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(255))

/** An instant in epoch seconds, fractions allowed, from 1970 to the end of the year 9999. */
export const EpochSeconds = Schema.Finite.check(Schema.isBetween({ maximum: 253_402_300_799, minimum: 0 }))

/** An AWS account: twelve digits. */
export const AccountId = Schema.String.check(Schema.isPattern(/^[0-9]{12}$/))
