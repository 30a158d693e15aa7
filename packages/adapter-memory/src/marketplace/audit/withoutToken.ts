import type { JsonObject } from "../ServiceAnswer.ts"

/** Returns a request without the registration token that it may hold, in the words that CloudTrail has for one. */
export const withoutToken = (request: JsonObject): JsonObject =>
  request["RegistrationToken"] === undefined ? request : { ...request, RegistrationToken: hidden }

const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"
