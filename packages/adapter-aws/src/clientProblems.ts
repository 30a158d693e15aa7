import { unknownName } from "@tallyhour/core"
import type { AwsClientOptions, AwsProfile } from "./AwsClientOptions.ts"
import { endpointProblems } from "./endpointProblems.ts"
import { roleProblems } from "./roleProblems.ts"

/** The options that set a client up, and a client that is set up already. */
export const clientNames: ReadonlyArray<string> = [
  "credentials",
  "profile",
  "assumeRole",
  "endpoint",
  "allowHttp",
  "useFipsEndpoint",
  "useDualstackEndpoint",
  "userAgentAppId",
  "client",
  "requestTimeout"
]

/** Lists the options that are none. */
export const unknownOptions = (
  options: object,
  known: ReadonlyArray<string>,
  whose = "the transport"
): ReadonlyArray<string> =>
  Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => unknownName(name, whose, known))

/** Lists everything that is wrong with how a client is to be set up. No value that may be a secret is repeated. */
export const clientProblems = (
  options: AwsClientOptions & { readonly client?: unknown; readonly region?: unknown }
): ReadonlyArray<string> => [
  ...contradictions(options),
  ...credentialsProblem(options.credentials),
  ...profileProblem(options.profile),
  ...roleProblems(options.assumeRole),
  ...endpointProblems("endpoint", options.endpoint, options),
  ...(["allowHttp", "useFipsEndpoint", "useDualstackEndpoint"] as const)
    .filter((name) => options[name] !== undefined && typeof options[name] !== "boolean")
    .map((name) => `${name} is neither true nor false`),
  ...appIdProblem(options.userAgentAppId),
  ...timeoutProblem(options.requestTimeout)
]

/** Says what is wrong with a client that is set up already. */
export const injectedProblem = (client: unknown): ReadonlyArray<string> =>
  client === undefined || (typeof client === "object" && client !== null && "send" in client)
    ? []
    : ["client is no MarketplaceMeteringClient"]

const contradictions = (
  options: AwsClientOptions & { readonly client?: unknown; readonly region?: unknown }
): ReadonlyArray<string> => [
  ...([...setUp, "region"] as const)
    .filter((name) => options.client !== undefined && options[name] !== undefined)
    .map((name) => `${name} contradicts client, which is set up already; give one of them`),
  ...(options.credentials !== undefined && options.profile !== undefined
    ? ["profile contradicts credentials; give one of them"]
    : []),
  ...(["useFipsEndpoint", "useDualstackEndpoint"] as const)
    .filter((name) => options.endpoint !== undefined && options[name] === true)
    .map((name) => `${name} contradicts endpoint, which names the address already; give one of them`)
]

const setUp = [
  "credentials",
  "profile",
  "assumeRole",
  "endpoint",
  "allowHttp",
  "useFipsEndpoint",
  "useDualstackEndpoint",
  "userAgentAppId"
] as const

const credentialsProblem = (credentials: unknown): ReadonlyArray<string> => {
  if (credentials === undefined || typeof credentials === "function") return []
  const isComplete = (["accessKeyId", "secretAccessKey"] as const).every(
    (name) =>
      typeof credentials === "object" && credentials !== null && isText(Reflect.get(credentials, name))
  )
  return isComplete
    ? []
    : ["credentials need accessKeyId and secretAccessKey; leave them out to use the SDK's own chain"]
}

const profileProblem = (profile: AwsClientOptions["profile"]): ReadonlyArray<string> => {
  if (profile === undefined || isText(profile)) return []
  if (typeof profile !== "object" || profile === null)
    return ["profile is no name of a profile; leave it out to use the SDK's own chain"]
  const names: ReadonlyArray<keyof AwsProfile> = ["name", "configFilepath", "filepath"]
  return [
    ...Object.keys(profile)
      .filter((name) => !names.some((known) => known === name))
      .map((name) => unknownName(name, "profile", names)),
    ...(isText(profile.name) ? [] : ["profile.name is no name of a profile"]),
    ...(["configFilepath", "filepath"] as const)
      .filter((name) => profile[name] !== undefined && !isText(profile[name]))
      .map((name) => `profile.${name} is no path of a file`)
  ]
}

const appIdProblem = (appId: unknown): ReadonlyArray<string> =>
  appId === undefined || (typeof appId === "string" && /^[\x21-\x7e]{1,50}$/.test(appId))
    ? []
    : ["userAgentAppId is not 1 to 50 printable characters without a space"]

const timeoutProblem = (requestTimeout: unknown): ReadonlyArray<string> =>
  requestTimeout === undefined ||
  (Number.isInteger(requestTimeout) && Number(requestTimeout) >= 1 && Number(requestTimeout) <= timeoutMax)
    ? []
    : [`requestTimeout is not a whole number of milliseconds from 1 to ${timeoutMax}`]

/** Longer than this a lease does not last, so that another worker would send the same meanwhile. */
const timeoutMax = 50_000

const isText = (value: unknown): boolean => typeof value === "string" && value !== ""
