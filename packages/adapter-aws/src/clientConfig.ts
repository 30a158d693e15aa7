import { fromIni, fromTemporaryCredentials } from "@aws-sdk/credential-providers"
import type { AssumedRole, AwsClientOptions, AwsProfile } from "./AwsClientOptions.ts"

/**
 * Returns what options say to any client of the SDK, whatever its service. Its own retries are off, because whoever calls
 * repeats with the deadline in view.
 */
export const clientConfig = (options: AwsClientOptions) => {
  const { endpoint, profile, useDualstackEndpoint, useFipsEndpoint, userAgentAppId } = options
  const credentials = credentialsOf(options)
  return {
    maxAttempts: 1,
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile: profileOf(profile).name }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(useFipsEndpoint === undefined ? {} : { useFipsEndpoint }),
    ...(useDualstackEndpoint === undefined ? {} : { useDualstackEndpoint }),
    ...(userAgentAppId === undefined ? {} : { userAgentAppId })
  }
}

const credentialsOf = (options: AwsClientOptions): AwsClientOptions["credentials"] => {
  const { assumeRole, credentials, profile } = options
  const own = profile === undefined ? credentials : fromProfile(profileOf(profile))
  return assumeRole === undefined ? own : asRole(assumeRole, { options, own })
}

const profileOf = (profile: string | AwsProfile): AwsProfile =>
  typeof profile === "string" ? { name: profile } : profile

const fromProfile = ({ name, ...files }: AwsProfile) => fromIni({ profile: name, ...files })

const asRole = (
  { durationSeconds, endpoint, externalId, region, roleArn, sessionName = "tallyhour" }: AssumedRole,
  {
    options: { useDualstackEndpoint, useFipsEndpoint },
    own
  }: { readonly options: AwsClientOptions; readonly own: AwsClientOptions["credentials"] }
): NonNullable<AwsClientOptions["credentials"]> => {
  const assumed = fromTemporaryCredentials({
    params: {
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
      ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds })
    },
    ...(own === undefined ? {} : { masterCredentials: own }),
    clientConfig: {
      requestHandler: patience,
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined
        ? {
            ...(useFipsEndpoint === undefined ? {} : { useFipsEndpoint }),
            ...(useDualstackEndpoint === undefined ? {} : { useDualstackEndpoint })
          }
        : { endpoint })
    }
  })
  return async (...caller: Parameters<typeof assumed>) => {
    try {
      return await assumed(...caller)
    } catch (error) {
      throw withoutSecret(error, externalId)
    }
  }
}

// All requests wait for the same answer of STS, so one that never comes would stop them for ever.
const patience = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true }

// STS repeats values that it does not like.
const withoutSecret = (error: unknown, secret: string | undefined): unknown =>
  error instanceof Error && secret !== undefined
    ? Object.assign(new Error(error.message.replaceAll(secret, "…")), { name: error.name })
    : error
