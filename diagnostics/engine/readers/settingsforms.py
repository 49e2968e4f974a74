"""Which form each setting in Claude Code's settings files must have: of a file with a wrong one, nothing counts.

Measured on 2.1.332, setting by setting, with `claude -p`, which names each wrong one. What the client does not know is
passed over, whatever it holds, and so is a wrong value of those settings that are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """What a value must be; `says` is how a report puts it."""

    says: str
    kinds: tuple[type, ...]
    words: tuple[str, ...] = ()  # the only texts that are taken
    least: float | None = None
    most: float | None = None
    members: tuple[tuple[str, Form], ...] = ()  # of an object, by name; `*` is each
    items: Form | None = None  # of a list
    needs: tuple[str, ...] = ()  # members that must be there
    by_type: tuple[tuple[str, Form], ...] = ()  # what an object must be besides, by its "type"
    may_be_null: bool = False


def _words(*words: str, may_be_null: bool = False) -> Form:
    listed = ", ".join(f'"{word}"' for word in words)
    return Form(f"must be {'one of ' if words[1:] else ''}{listed}", (str,), words, may_be_null=may_be_null)


def _object(needs: str = "", /, **members: Form) -> Form:
    named = tuple(("*" if name == "each" else name, form) for name, form in members.items())
    return Form("must be an object", (dict,), members=named, needs=tuple(needs.split()))


def _list(items: Form | None = None, *, may_be_null: bool = False) -> Form:
    return Form("must be a list", (list,), items=items, may_be_null=may_be_null)


def _all(form: Form, names: str) -> dict[str, Form]:
    return dict.fromkeys(names.split(), form)


_TEXT = Form("must be a text in double quotes", (str,))
_SWITCH = Form("must be true or false", (bool,))
_NUMBER = Form("must be a number", (int, float))
_TEXTS = _list(_TEXT)
_COUNT = Form("must be a whole number above 0", (int,), least=1)
_COMMAND = _object("type command", type=_words("command"), command=_TEXT)
_SECONDS = Form("must be a number above 0", (int, float), least=1e-9)
_PROMPT = _object("prompt", prompt=_TEXT)
_HOOK = Form(
    "must be an object",
    (dict,),
    members=(("type", _words("command", "prompt", "agent", "http", "mcp_tool")),),
    needs=("type",),
    by_type=(
        (
            "command",
            _object(
                "command",
                **_all(_TEXT, "command statusMessage"),
                args=_TEXTS,
                timeout=_SECONDS,
                **{"async": _SWITCH},
            ),
        ),
        ("prompt", _PROMPT),
        ("agent", _PROMPT),
        ("http", _object("url", url=_TEXT)),
    ),
)
_HOOKS = Form(_TEXTS.says, (list,), items=_object("hooks", matcher=_TEXT, hooks=_list(_HOOK)), may_be_null=True)
# Of the other events, the client passes over an entry that is wrong; these two may guard something.
_EVENTS = "PreToolUse PermissionRequest"

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        **_all(
            _TEXT,
            "$schema apiKeyHelper proxyAuthHelper awsCredentialExport awsAuthRefresh gcpAuthRefresh processWrapper "
            "attributionProject model modelCatalogUrl modelCatalogPublicKey prUrlTemplate otelHeadersHelper "
            "outputStyle language advisorModel agent minimumVersion requiredMinimumVersion requiredMaximumVersion "
            "downloadsMirrorUrl plansDirectory timeFormat timeZone autoMemoryDirectory claudeMd pluginTrustMessage",
        ),
        **_all(
            _SWITCH,
            "respectGitignore wslInheritsWindowsSettings includeCoAuthoredBy includeGitInstructions disableAllHooks "
            "disableReplyCheck workflowKeywordTriggerEnabled bashEditDiffEnabled respondToBashCommands "
            "allowAllClaudeAiMcps allowClaudeInChromeWithManagedMcp allowNestedModelAccessUnderForceLogin "
            "forceRemoteSettingsRefresh spinnerTipsEnabled clawdFileProgressEnabled syntaxHighlightingDisabled "
            "terminalTitleFromRename alwaysThinkingEnabled fastMode promptSuggestionEnabled emojiCompletionEnabled "
            "awaySummaryEnabled showClearContextOnPlanAccept prefersReducedMotion doneMeansMerged "
            "totalTokensReminderAfterUserTurn autoMemoryEnabled autoDreamEnabled showThinkingSummaries verbose "
            "autoCompactEnabled precomputeCompactionEnabled idleCompaction switchModelsOnFlag autoScrollEnabled "
            "wheelScrollAccelerationEnabled showTurnDuration showMessageTimestamps terminalProgressBarEnabled "
            "todoFeatureEnabled inputNeededNotifEnabled agentPushNotifEnabled voiceEnabled axScreenReader",
        ),
        **_all(
            Form(_SWITCH.says, (bool,), may_be_null=True),
            "syncClaudeAiSkills syncClaudeAiPlugins enforceAvailableModels enableAllProjectMcpServers "
            "disableClaudeAiConnectors disableBundledSkills disableDirectMcpSkills disableAgentView "
            "disableRemoteControl disableWorkflows disableArtifact enableArtifact enableWorkflows "
            "disableSkillShellExecution disableWindowsBashCommandSplit allowManagedHooksOnly "
            "allowManagedPermissionRulesOnly allowManagedMcpServersOnly disableCommandPluginSources "
            "disableSideloadFlags skipWebFetchPreflight fastModePerSessionOptIn responseComparisonEnabled "
            "channelsEnabled skipDangerousModePermissionPrompt skipWorkflowUsageWarning autoContinueAtUsageLimit "
            "fileCheckpointingEnabled remoteControlAtStartup isolatePeerMachines autoUploadSessions "
            "skipAutoPermissionPrompt useAutoModeDuringPlan",
        ),
        **_all(
            _TEXTS,
            "fallbackModel availableModels allowedHttpHookUrls httpHookAllowedEnvVars pluginSuggestionMarketplaces "
            "companyAnnouncements claudeMdExcludes",
        ),
        **_all(
            Form("must be a list", (list, str), items=_TEXT),  # a text alone is taken for a list of one
            "enabledMcpjsonServers disabledMcpjsonServers",
        ),
        **_all(_list(_object(), may_be_null=True), "strictKnownMarketplaces blockedMarketplaces"),
        **_all(_list(_object()), "allowedChannelPlugins sshConfigs"),
        **_all(_COUNT, "cleanupPeriodDays skillListingMaxDescChars totalTokensReminderBudget"),
        **_all(_object(), "env quietHours remoteTools"),
        "desktopSessionCleanupPeriodDays": Form("must be a whole number", (int,), least=0),
        "skillListingBudgetFraction": Form("must be a number above 0, and 1 at most", (int, float), least=1e-9, most=1),
        "feedbackSurveyRate": Form("must be a number from 0 to 1", (int, float), least=0, most=1),
        "forceLoginOrgUUID": Form("must be a text or a list of texts", (str, list), items=_TEXT),
        "attribution": Form(
            "must be true, false or an object",
            (bool, dict),
            members=(*_all(_TEXT, "commit pr").items(), ("sessionUrl", _SWITCH)),
        ),
        "permissions": _object(
            **_all(_list(), "allow ask deny"),
            **_all(_words("disable"), "disableBypassPermissionsMode disableAutoMode"),
            defaultMode=_words("acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "plan", "manual"),
            additionalDirectories=_TEXTS,
        ),
        "hooks": Form(
            "",
            (),
            members=tuple(_all(_HOOKS, _EVENTS).items()),
            items=Form('belongs below the name of an event, such as "PreToolUse"', (str, int, float, bool, list)),
        ),
        "statusLine": _object("type command", type=_words("command"), command=_TEXT, padding=_NUMBER),
        "fileSuggestion": _COMMAND,
        "breakReminder": _object(enabled=_SWITCH),
        "remote": _object(defaultEnvironmentId=_TEXT),
        "autoMode": _object(allow=_TEXTS),
        "pluginConfigs": _object(each=_object(options=_object())),
        "modelOverrides": _object(each=_TEXT),
        "skillOverrides": _object(each=_words("on", "name-only", "user-invocable-only", "off")),
        "enabledPlugins": _object(each=Form("must be true, false or a list", (bool, list), items=_TEXT)),
        "sandbox": _object(
            **_all(_SWITCH, "enabled autoAllowBashIfSandboxed allowUnsandboxedCommands"),
            excludedCommands=_TEXTS,
            network=_object(allowedDomains=_TEXTS, allowLocalBinding=_SWITCH, httpProxyPort=_NUMBER),
            filesystem=_object(allowWrite=_TEXTS),
            ignoreViolations=_object(),
        ),
        "spinnerVerbs": _object("mode verbs", mode=_words("append", "replace"), verbs=_TEXTS),
        "worktree": _object(**_all(_TEXTS, "symlinkDirectories sparsePaths"), baseRef=_words("fresh", "head")),
        "voice": _object(enabled=_SWITCH, mode=_words("hold", "tap")),
        "workflowSizeGuideline": _words("unrestricted", "small", "medium", "large"),
        "defaultShell": _words("bash", "powershell"),
        "parentSettingsBehavior": _words("first-wins", "merge"),
        "managedSourcesBehavior": _words("first-wins", "merge"),
        "feedbackDrafts": _words("notify", "quiet", "off", may_be_null=True),
        "autoUpdatesChannel": _words("latest", "stable", "rc"),
        "tui": _words("default", "fullscreen"),
        "totalTokensReminder": _words("off", "infinite", "fixed", "countdown", "padded-countdown"),
        "disableAutoMode": _words("disable", may_be_null=True),
        "disableDeepLinkRegistration": _words("disable", may_be_null=True),
        "daemonColdStart": _words("transient", "ask"),
        "defaultView": _words("chat", "transcript"),
    }
)
