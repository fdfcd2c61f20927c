import type { ExchangeRule, MeetingRule } from "./rule.ts";
import { rule as basePath } from "./rules/base-path.ts";
import { rule as endpointMissing } from "./rules/endpoint-missing.ts";
import { rule as notAnalysed } from "./rules/not-analysed.ts";
import { rule as pathOvertaken } from "./rules/path-overtaken.ts";
import { rule as pathsUnread } from "./rules/paths-unread.ts";
import { rule as requestBodyIgnored } from "./rules/request-body-ignored.ts";
import { rule as requestBodyRequired } from "./rules/request-body-required.ts";
import { rule as requestDefaultChanged } from "./rules/request-default-changed.ts";
import { rule as requestDeprecated } from "./rules/request-deprecated.ts";
import { rule as requestEnum } from "./rules/request-enum.ts";
import { rule as requestFieldIgnored } from "./rules/request-field-ignored.ts";
import { rule as requestFieldRequired } from "./rules/request-field-required.ts";
import { rule as requestFieldUnexpected } from "./rules/request-field-unexpected.ts";
import { rule as requestMediaType } from "./rules/request-media-type.ts";
import { rule as requestParameterEncoding } from "./rules/request-parameter-encoding.ts";
import { rule as requestParameterIgnored } from "./rules/request-parameter-ignored.ts";
import { rule as requestParameterRequired } from "./rules/request-parameter-required.ts";
import { rule as requestSecurity } from "./rules/request-security.ts";
import { rule as requestType } from "./rules/request-type.ts";
import { rule as requestUndecided } from "./rules/request-undecided.ts";
import { rule as requestValue } from "./rules/request-value.ts";
import { rule as responseBodyMissing } from "./rules/response-body-missing.ts";
import { rule as responseDeprecated } from "./rules/response-deprecated.ts";
import { rule as responseEnum } from "./rules/response-enum.ts";
import { rule as responseErrorStatus } from "./rules/response-error-status.ts";
import { rule as responseFieldAbsent } from "./rules/response-field-absent.ts";
import { rule as responseFieldRequired } from "./rules/response-field-required.ts";
import { rule as responseFieldUnexpected } from "./rules/response-field-unexpected.ts";
import { rule as responseHeaderEncoding } from "./rules/response-header-encoding.ts";
import { rule as responseHeaderRequired } from "./rules/response-header-required.ts";
import { rule as responseMediaType } from "./rules/response-media-type.ts";
import { rule as responseStatus } from "./rules/response-status.ts";
import { rule as responseType } from "./rules/response-type.ts";
import { rule as responseUndecided } from "./rules/response-undecided.ts";
import { rule as responseValue } from "./rules/response-value.ts";
import { rule as serverHost } from "./rules/server-host.ts";
import { rule as textEncoding } from "./rules/text-encoding.ts";
import { rule as webhooksDiffer } from "./rules/webhooks-differ.ts";

/** Every rule about HTTP. A rule that is not listed here is not asked: test in rules.test.ts. */
export const meetingRules: readonly MeetingRule[] = [
  basePath,
  pathOvertaken,
  pathsUnread,
  requestDeprecated,
  responseDeprecated,
  responseFieldAbsent,
  serverHost,
  textEncoding,
  webhooksDiffer,
];

export const exchangeRules: readonly ExchangeRule[] = [
  endpointMissing,
  notAnalysed,
  requestBodyIgnored,
  requestBodyRequired,
  requestDefaultChanged,
  requestEnum,
  requestFieldIgnored,
  requestFieldRequired,
  requestFieldUnexpected,
  requestMediaType,
  requestParameterEncoding,
  requestParameterIgnored,
  requestParameterRequired,
  requestSecurity,
  requestType,
  requestUndecided,
  requestValue,
  responseBodyMissing,
  responseEnum,
  responseErrorStatus,
  responseFieldRequired,
  responseFieldUnexpected,
  responseHeaderEncoding,
  responseHeaderRequired,
  responseMediaType,
  responseStatus,
  responseType,
  responseUndecided,
  responseValue,
];
