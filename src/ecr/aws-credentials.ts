/** AWS credentials on their way into the SDK, with the words for where they came from. */

/** What the SDK signs with. Plain texts, because the SDK takes no other; they never leave this room. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface SourcedCredentials {
  readonly credentials: AwsCredentials;
  /** For people: `static keys`, `EC2 instance role`, `profile dev (SSO)`; never a secret. */
  readonly source: string;
}
