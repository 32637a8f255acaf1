/** A token that can be told by its shape alone, whose it is, and where its issuer (or who watches for it) says how it looks. */
export interface TokenShape {
  readonly vendor: string;
  readonly shape: RegExp;
  readonly source: string;
}

const github = "https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns";

/** In the order in which they are tried: the first that fits is named to whoever typed it. */
export const tokenShapes: readonly TokenShape[] = [
  {
    vendor: "HashiCorp Vault",
    shape: /\b(?:hv[sbr]|[sbr])\.[A-Za-z0-9_-]{20,}/,
    source: "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
  },
  {
    vendor: "GitHub",
    shape: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/,
    source: "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
  },
  {
    vendor: "Slack",
    shape: /\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,}/,
    source: "https://docs.slack.dev/authentication/tokens",
  },
  {
    vendor: "AWS",
    shape: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
  },
  {
    vendor: "Google",
    shape: /\bAIza[\w-]{35}|\bGOCSPX-[\w-]{20,}|\bya29\.[\w-]{20,}/,
    source: "https://cloud.google.com/docs/authentication/api-keys",
  },
  {
    vendor: "Azure",
    shape: /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{20,}/i,
    source: "https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string",
  },
  {
    vendor: "GitLab",
    shape: /\bgl(?:pat|oas|dt|rtr|rt|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w-]{20,}/,
    source: "https://docs.gitlab.com/security/tokens/#token-prefixes",
  },
  {
    vendor: "Docker",
    shape: /\bdckr_[op]at_[\w-]{20,}/,
    source: "https://docs.docker.com/security/access-tokens/",
  },
  {
    vendor: "npm",
    shape: /\bnpm_[A-Za-z0-9]{36}\b/,
    source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
  },
  { vendor: "PyPI", shape: /\bpypi-[\w-]{50,}/, source: "https://pypi.org/help/#apitoken" },
  { vendor: "RubyGems", shape: /\brubygems_[0-9a-f]{48}\b/, source: "https://guides.rubygems.org/api-key-scopes/" },
  { vendor: "crates.io", shape: /\bcio[A-Za-z0-9]{32}\b/, source: github },
  {
    vendor: "Stripe",
    shape: /\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}/,
    source: "https://docs.stripe.com/keys",
  },
  {
    vendor: "Twilio",
    shape: /\bSK[0-9a-f]{32}\b/,
    source: "https://www.twilio.com/docs/glossary/what-is-a-sid",
  },
  {
    vendor: "SendGrid",
    shape: /\bSG\.[\w-]{16,32}\.[\w-]{32,64}/,
    source: "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
  },
  { vendor: "Mailgun", shape: /\bkey-[0-9a-f]{32}\b/, source: github },
  {
    vendor: "Anthropic",
    shape: /\bsk-ant-[\w-]{20,}/,
    source: "https://docs.claude.com/en/api/overview",
  },
  {
    vendor: "OpenAI",
    shape: /\bsk-(?:(?:proj|svcacct|admin)-[\w-]{20,}|[A-Za-z0-9]{32,})/,
    source: "https://platform.openai.com/docs/api-reference/authentication",
  },
  { vendor: "Hugging Face", shape: /\bhf_[A-Za-z0-9]{30,}\b/, source: "https://huggingface.co/docs/hub/security-tokens" },
  {
    vendor: "DigitalOcean",
    shape: /\bdo[opr]_v1_[0-9a-f]{64}\b/,
    source: "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
  },
  {
    vendor: "Databricks",
    shape: /\bdapi[0-9a-f]{32}\b/,
    source: "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
  },
  {
    vendor: "HCP Terraform",
    shape: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/,
    source: "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
  },
  { vendor: "Atlassian", shape: /\bAT[ACTB]{2}T3[\w=-]{30,}/, source: github },
  { vendor: "Shopify", shape: /\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b/i, source: github },
  {
    vendor: "Telegram",
    shape: /\b\d{8,10}:[\w-]{35}(?![\w-])/,
    source: "https://core.telegram.org/bots/api#authorizing-your-bot",
  },
  {
    vendor: "Discord",
    shape: /\b[A-Za-z\d]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/,
    source: "https://discord.com/developers/docs/reference#authentication",
  },
  {
    vendor: "Grafana",
    shape: /\bgl(?:sa|c)_[A-Za-z0-9+/=_]{30,}/,
    source: "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
  },
  {
    vendor: "New Relic",
    shape: /\bNRAK-[A-Z0-9]{27}\b/i,
    source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
  },
  { vendor: "Sentry", shape: /\bsntr(?:ys|yu)_[A-Za-z0-9+/=_-]{30,}/, source: "https://docs.sentry.io/account/auth-tokens/" },
  {
    vendor: "Postman",
    shape: /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/,
    source: "https://learning.postman.com/docs/developer/postman-api/authentication/",
  },
  { vendor: "Linear", shape: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,}/, source: github },
  {
    vendor: "Doppler",
    shape: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{30,}/,
    source: "https://docs.doppler.com/reference/auth-token-formats",
  },
  { vendor: "PlanetScale", shape: /\bpscale_(?:tkn|pw|oauth)_[\w.-]{30,}/, source: github },
  { vendor: "age", shape: /\bAGE-SECRET-KEY-1[0-9A-Z]{40,}/i, source: "https://github.com/FiloSottile/age" },
];
