import { unknownName } from "@tallyhour/core"
import type { AssumedRole } from "./AwsClientOptions.ts"
import { endpointProblems } from "./endpointProblems.ts"

/** Lists everything that is wrong with a role to act as. None of its values is repeated: one may be in the wrong place. */
export const roleProblems = (role: AssumedRole | undefined): ReadonlyArray<string> => {
  if (role === undefined) return []
  if (typeof role !== "object" || role === null) return ["assumeRole is no object like { roleArn }"]
  return [
    ...Object.keys(role)
      .filter((name) => !names.some((known) => known === name))
      .map((name) => unknownName(name, "assumeRole", names)),
    ...(fits(role.roleArn, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/)
      ? []
      : ["assumeRole.roleArn is no role like arn:aws:iam::111111111111:role/name"]),
    ...(role.externalId === undefined || fits(role.externalId, /^[\w+=,.@:/-]{2,1224}$/)
      ? []
      : ["assumeRole.externalId is not 2 to 1224 letters, digits and characters of _+=,.@:/-"]),
    ...(role.sessionName === undefined || fits(role.sessionName, /^[\w+=,.@-]{2,64}$/)
      ? []
      : ["assumeRole.sessionName is not 2 to 64 letters, digits and characters of _+=,.@-"]),
    ...(role.durationSeconds === undefined || isDuration(role.durationSeconds)
      ? []
      : ["assumeRole.durationSeconds is not a whole number of seconds from 900 to 43200"]),
    ...(role.region === undefined || fits(role.region, /^[a-z]+(-[a-z]+)+-\d+$/)
      ? []
      : ["assumeRole.region is no region like us-east-1"]),
    // Its answer holds credentials, so it goes unencrypted to this machine only.
    ...endpointProblems("assumeRole.endpoint", role.endpoint)
  ]
}

const names: ReadonlyArray<keyof AssumedRole> = [
  "roleArn",
  "externalId",
  "sessionName",
  "durationSeconds",
  "region",
  "endpoint"
]

const fits = (value: unknown, pattern: RegExp): boolean => typeof value === "string" && pattern.test(value)

// What STS takes, by the AWS SDK 3.1169, AssumeRole.
const isDuration = (seconds: number): boolean =>
  Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200
