"""What the registry's commands say, beside what is said of its file."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # Help
    "help.case.add": (
        "把案件文件登记到台账。\n\nPATH 是案件文件，或者一事多人的文件夹：每人一个文件，合为一事。",
        "Add case files to the registry.\n\nPATH is a case file, or a folder of them, one for each person of one matter.",
    ),
    "help.case.list": ("列出台账中的案件。", "List the cases of the registry."),
    "help.case.show": (
        "查看台账中的一个案件及其程序。\n\nID 是案件编号。",
        "Show a case of the registry with its proceedings.\n\nID is the number of the case.",
    ),
    "help.case.edit": (
        "更换案件文件，或补充事实。\n\nID 是案件编号；FILE 是新的案件文件。",
        "Put another file in the place of a case's, or state facts of it.\n\nID is the number of the case, FILE the new case file.",
    ),
    "help.case.rule": (
        "裁断台账中的案件，并把裁断连同所据文本的版本存入台账。\n\nID 是案件编号；备案情况取自台账。",
        "Rule a case of the registry, and keep the ruling with the versions of the texts.\n\nID is the number of the case; what is known of a filing is taken from the registry.",
    ),
    "help.file": (
        "为案件开始办理备案。\n\nID 是案件编号。",
        "Open a filing for a case.\n\nID is the number of the case.",
    ),
    "help.clarify": (
        "为案件开始办理澄清正名。\n\nID 是案件编号。",
        "Open the clearing of a name for a case.\n\nID is the number of the case.",
    ),
    "help.start": (
        "为案件开始办理一种程序。\n\nID 是案件编号；PROCEDURE 是程序种类，如 determination、容错认定。",
        "Open a procedure for a case.\n\nID is the number of the case; PROCEDURE one of them, such as determination.",
    ),
    "help.proceeding": (
        "查看一个程序办到哪一步、下一步由谁办理。\n\nID 是程序编号。",
        "Show how far a proceeding is, and who is next.\n\nID is the number of the proceeding.",
    ),
    "help.advance": (
        "办理程序的一步。\n\nID 是程序编号；STEP 是步骤编号，如 F1。",
        "Take a step of a proceeding.\n\nID is the number of the proceeding, STEP the id of a step, such as F1.",
    ),
    "help.amend": (
        "登记备案的变更。\n\nID 是程序编号。",
        "Record a change of a filing.\n\nID is the number of the proceeding.",
    ),
    "help.withdraw": (
        "撤回程序。\n\nID 是程序编号。",
        "Give a proceeding up.\n\nID is the number of the proceeding.",
    ),
    "help.close": (
        "办结没有剩余步骤的程序。\n\nID 是程序编号。",
        "Close a proceeding that has no step left.\n\nID is the number of the proceeding.",
    ),
    "help.decide": (
        "登记认定机关的决定；决定只由人登记，不作推算。\n\nID 是案件编号。",
        "Record what the body decided; it is never computed.\n\nID is the number of the case.",
    ),
    "help.due": (
        "列出各程序等待办理的步骤，限期最近的在前。",
        "List what proceedings wait for, the most urgent first.",
    ),
    "help.log": (
        "列出一个案件的全部记录。\n\nID 是案件编号。",
        "List every event of a case.\n\nID is the number of the case.",
    ),
    "help.registry": (
        "检查、备份、恢复、导出、导入台账，或者清除其中的个人信息。",
        "Check, back up, restore, export or import the registry, or erase personal data in it.",
    ),
    "help.registry.check": (
        "检查台账有无被改动、缺失，并给出记录末端的校验值。",
        "Check whether anything was changed or lost, and give the end of the log.",
    ),
    "help.registry.backup": (
        "备份台账，使用中也可以备份。",
        "Make a copy of the registry, while it is used too.",
    ),
    "help.registry.restore": (
        "用备份恢复台账；原有文件改名保留。\n\nFILE 是备份文件。",
        "Restore a backup; the file that is there is kept under another name.\n\nFILE is the backup.",
    ),
    "help.registry.export": (
        "导出台账；默认不含姓名、标题、备注等文字。",
        "Export the registry, without texts that may name somebody unless they are asked for.",
    ),
    "help.registry.import": (
        "由导出文件新建台账。\n\nFILE 是导出的文件。",
        "Make a registry of an export.\n\nFILE is the export.",
    ),
    "help.registry.erase": (
        "清除一人或者一案的文字，不可恢复；记录链仍然有效。",
        "Erase the texts of a person or of a case for good; the log stays valid.",
    ),
    "option.db": (
        "台账文件；默认为 RONGCUO_DB，或者当前文件夹的 rongcuo.db。",
        "The registry's file; otherwise RONGCUO_DB, or rongcuo.db in the current folder.",
    ),
    "option.by": ("由谁办理，如 unit、本单位。", "The role that acts, such as unit."),
    "option.note": ("备注。", "A note."),
    "option.attach": ("附件；可多次给出。", "A file to attach; may be given more than once."),
    "option.fact": (
        "一并写明的事实，如 major_or_complex=true；可多次给出。",
        "A fact that is stated with it, such as major_or_complex=true; may be given more than once.",
    ),
    "option.no": ("决定为不同意。", "The decision is no."),
    **dict.fromkeys(
        (
            f"option.{name}.on"
            for name in ("file", "clarify", "start", "advance", "amend", "withdraw", "close", "decide")
        ),
        (
            "办理日期，如 2026-05-08；默认为今日。",
            "The day on which it was done, such as 2026-05-08; otherwise today.",
        ),
    ),
    "option.person": (
        "当事人姓名，单独存放，可以清除；按文件顺序给出。",
        "The name of the person, kept apart and erasable; in the order of the files.",
    ),
    "option.contact": ("当事人联系方式。", "How to reach the person."),
    "option.matter": ("同一事项的案件编号。", "The number of a case of the same matter."),
    "option.status": ("只列处于这一状态的。", "Only those of this status."),
    "option.limit": ("最多列出几件，默认 50。", "At most so many, otherwise 50."),
    "option.personal": ("连同姓名、联系方式等个人信息。", "With names and contacts."),
    "option.attachments": ("连同附件内容。", "With the contents of attachments."),
    "option.head": (
        "此前记下的末端（编号:校验值），用以发现末尾被删。",
        "The end of the log as it was noted down (id:hash), to find out whether events were cut off.",
    ),
    "option.yes": ("确认清除。", "Yes, erase it."),
    "option.tolerated": ("是否予以容错。", "Whether the mistake is tolerated."),
    "option.not-tolerated": ("是否予以容错。", "Whether the mistake is tolerated."),
    "option.outcome": (
        "某一方面的结果，如 accountability=exempt；可多次给出。",
        "The outcome on one axis, such as accountability=exempt; may be given more than once.",
    ),
    "option.beside": ("一并采取的措施。", "What goes with it."),
    "option.conditions": ("所附条件。", "Conditions."),
    "option.dissent": ("不同意见。", "Dissent."),
    "option.remedy": ("救济途径。", "How to have it reviewed."),
    "option.registry.case": ("案件编号。", "The number of a case."),
    # What is wrong
    "problem.registry_none_yet": (
        "还没有台账；请先用 `rongcuo case add` 登记案件，或用 --db 指明文件",
        "there is no registry here yet; add a case with `rongcuo case add`, or name its file with --db",
    ),
    "problem.no_such_case": (
        "台账中没有案件 {id}；`rongcuo case list` 列出全部",
        "there is no case {id} in the registry; `rongcuo case list` lists them",
    ),
    "problem.no_such_proceeding": (
        "台账中没有程序 {id}；`rongcuo case show` 列出案件的程序",
        "there is no proceeding {id} in the registry; `rongcuo case show` lists those of a case",
    ),
    "problem.case_erased": (
        "案件 {id} 的内容已清除，不能再裁断或办理",
        "what case {id} says was erased; it can't be ruled or go on",
    ),
    "problem.no_such_procedure": (
        "{region}的现有文本没有载明{procedure}程序；可以在部署文件中自行设定步骤",
        "the texts at hand of {region} lay down no {procedure}; a deployment file can set steps of its own",
    ),
    "problem.proceeding_running": (
        "案件 {case} 的这一程序正在办理，编号 {id}；请接着办理或先撤回",
        "case {case} has such a proceeding under way, number {id}; go on with it, or withdraw it first",
    ),
    "problem.proceeding_closed": (
        "程序 {id} 已终结（{status}），不能再办理；需要的，请另行开始",
        "proceeding {id} is over ({status}); open another one if need be",
    ),
    "problem.step_taken": ("{step}已于{on}办理，不能重复", "{step} was taken on {on} already"),
    "problem.step_unpublished": (
        "{step}只见名称、内容未公开；可以在部署文件中设定本地步骤",
        "{step} is named alone and its content isn't published; a deployment file can set a step of its own",
    ),
    "problem.step_not_here": (
        "{step}在本案中无须进行（{facts}）",
        "{step} doesn't take place in this case ({facts})",
    ),
    "problem.step_perhaps": (
        "{step}是否进行，案件尚未写明；请用 --fact 写明{facts}",
        "whether {step} takes place, the case doesn't say; state it with --fact: {facts}",
    ),
    "problem.step_too_early": (
        "{step}之前还有{steps}没有办理，请先办理",
        "before {step} comes {steps}; take that first",
    ),
    "problem.step_of_another": (
        "{step}由{roles}办理，不能由{role}办理；请核对 --by（{names}）",
        "{step} is taken by {roles}, not by {role}; check --by ({names})",
    ),
    "problem.step_by_same": (
        "{step}须由各方分别办理，{role}已经办理；请由另一方办理",
        "{step} is taken by each of several, and {role} has taken it; another one is next",
    ),
    "problem.step_requires": (
        "{step}的要求尚不具备：{facts}；查明的请用 --fact 写明",
        "what {step} requires isn't there: {facts}; once it is established state it with --fact",
    ),
    "problem.step_document": (
        "{step}须附{document}；请用 --attach 附上",
        "{step} leaves a {document}; attach it with --attach",
    ),
    "problem.step_day": (
        "{step}的日期早于前一步（{since}），请核对 --on",
        "{step} would come before the step that it follows ({since}); check --on",
    ),
    "problem.step_decides_nothing": (
        "{step}不作决定，不能用 --no；不再办理的，请用 `rongcuo withdraw`",
        "{step} decides nothing, so there is no --no; to give it up, `rongcuo withdraw`",
    ),
    "problem.duty_open": (
        "义务尚未履行：{duty}；请用 --fact 写明{facts}",
        "a duty isn't fulfilled: {duty}; state with --fact: {facts}",
    ),
    "problem.step_left": ("还有步骤没有办理：{step}", "a step is left: {step}"),
    "problem.nothing_to_amend": (
        "程序 {id} 不是已生效的备案，没有可变更的内容",
        "proceeding {id} is no filing that has its effect, so there is nothing to amend",
    ),
    "problem.day_to_come": (
        "{day}尚未到来；请写已经办理的日期",
        "{day} is still to come; give the day on which it was done",
    ),
    "problem.bad_day_done": (
        "`{value}` 不是日期；请写成 2026-05-08 的样子",
        "`{value}` is no day; write it like 2026-05-08",
    ),
    "problem.no_pair": (
        "`{value}` 应写成 名称=取值，如 major_or_complex=true",
        "write `{value}` as NAME=VALUE, such as major_or_complex=true",
    ),
    "problem.too_many_persons": (
        "给了 {persons} 个姓名，而案件只有 {files} 个；请一一对应",
        "{persons} names were given for {files} cases; give one for each",
    ),
    "problem.no_case_in_folder": (
        "文件夹里没有案件文件（*.toml）",
        "there is no case file (*.toml) in this folder",
    ),
    "problem.file_or_facts": (
        "请给出新的案件文件，或者用 --fact 补充事实，二者择一",
        "give either a new case file, or facts with --fact",
    ),
    "problem.no_head": (
        "`{value}` 不是记录末端；请照 `rongcuo registry check` 所列写成 编号:校验值",
        "`{value}` is no end of a log; write it as `rongcuo registry check` prints it, id:hash",
    ),
    "problem.case_or_person": (
        "请用 --case 或 --person 指明清除谁的文字，二者择一",
        "say whose texts to erase, with --case or with --person",
    ),
    "problem.erase_for_good": (
        "清除后不可恢复；确认的，请加 --yes",
        "what is erased is gone for good; if you are sure, add --yes",
    ),
    # What is said
    "column.number": ("编号", "No."),
    "column.case_title": ("案件", "Case"),
    "column.place": ("发生地", "Place"),
    "column.proceedings": ("程序", "Proceedings"),
    "column.last_day": ("最迟", "By"),
    "column.event": ("记录", "Event"),
    "column.time": ("时间", "Time"),
    "column.what": ("事项", "What"),
    "status.under_way": ("办理中", "under way"),
    "status.concluded": ("已办成", "in effect"),
    "status.refused": ("不同意", "refused"),
    "status.withdrawn": ("已撤回", "withdrawn"),
    "step.done": ("{on}已办理", "taken on {on}"),
    "step.no": ("{on}不同意", "refused on {on}"),
    "step.now": ("可以办理", "can be taken"),
    "step.not_needed": ("不再需要", "no longer needed"),
    "step.later": ("尚未轮到", "not yet"),
    "step.not_here": ("本案无须进行", "doesn't take place here"),
    "step.perhaps": ("是否进行，须先写明{facts}", "takes place or not: state {facts}"),
    "step.partly": ("{roles}已办理", "taken by {roles}"),
    "step.by_day": ("最迟{day}", "by {day}"),
    "step.unscheduled": (
        "限期尚不能计算（没有该年的放假安排）",
        "the last day can't be computed yet (no schedule of that year)",
    ),
    "registry.created": (
        "已新建台账：{file}（仅本人可读写）",
        "A new registry: {file} (its owner alone can read it)",
    ),
    "registry.added": ("已登记案件 {id}：{file}", "Case {id}: {file}"),
    "registry.next_file": (
        "下一步：`rongcuo file {id} --region 地区` 办理备案，或者 `rongcuo case rule {id}` 裁断",
        "Next: `rongcuo file {id} --region REGION`, or `rongcuo case rule {id}`",
    ),
    "registry.changed": ("案件 {id} 已更新", "Case {id} is changed"),
    "registry.ruled": ("裁断已存入台账，案件 {id}", "The ruling is kept with case {id}"),
    "registry.filing_taken": (
        "备案情况取自台账：程序 {id}（{status}）",
        "What is known of the filing is taken from the registry: proceeding {id} ({status})",
    ),
    "registry.no_cases": ("没有这样的案件。", "No such case."),
    "registry.more": ("另有{count}件，可用 --limit 多列。", "{count} more; see --limit."),
    "registry.is_erased": ("〔已清除〕", "(erased)"),
    "registry.in_short": ("{id} {region}{procedure}（{status}）", "{id} {region}, {procedure} ({status})"),
    "registry.shares": ("同一事项的案件：{cases}", "Cases of the same matter: {cases}"),
    "registry.person_kept": (
        "当事人 {id}（姓名不列，--personal 显示）",
        "Person {id} (named only with --personal)",
    ),
    "registry.person": ("当事人 {id}：{name}（{contact}）", "Person {id}: {name} ({contact})"),
    "registry.stated": ("登记后补充：{facts}", "Stated since: {facts}"),
    "registry.proceeding": (
        "程序 {id}：案件 {case}，{region}{procedure}（{status}）",
        "Proceeding {id}: case {case}, {region}, {procedure} ({status})",
    ),
    "registry.duty": ("义务：{duty}（{text}）", "Duty: {duty} ({text})"),
    "registry.duty_open": (
        "义务尚未履行：{duty}（{text}）；看{facts}",
        "Duty that is open: {duty} ({text}); see {facts}",
    ),
    "registry.next_step": (
        "下一步：`rongcuo advance {id} {step} --by {role}`",
        "Next: `rongcuo advance {id} {step} --by {role}`",
    ),
    "registry.next_close": (
        "没有剩余步骤；办结用 `rongcuo close {id} --by 角色`",
        "No step is left; close it with `rongcuo close {id} --by ROLE`",
    ),
    "registry.amended": ("已登记变更，程序 {id}", "The change is recorded, proceeding {id}"),
    "registry.amended_locally": (
        "已登记变更，程序 {id}；本地文本没有规定变更备案，只作本地记录，不影响裁断",
        "The change is recorded, proceeding {id}; the text provides for none, so it is a local record without effect on rulings",
    ),
    "registry.amended_on": ("{on}登记变更", "changed on {on}"),
    "registry.texts_changed": (
        "开始办理后文本版本有变：{texts}",
        "texts that changed since it was opened: {texts}",
    ),
    "registry.attached": ("附{document}（{sum}）", "with {document} ({sum})"),
    "registry.nothing_due": ("没有等待办理的步骤。", "Nothing waits."),
    "registry.not_computable": ("尚不能计算", "not computable yet"),
    "registry.no_time": ("未设限期", "no time set"),
    "registry.decided": ("{on}决定予以容错（{role}）", "Decided on {on} to tolerate it ({role})"),
    "registry.decided_not": ("{on}决定不予容错（{role}）", "Decided on {on} not to tolerate it ({role})"),
    "registry.differs": (
        "与{region}条文当日的裁断（{verdict}）不同",
        "not what the texts of {region} said as ruled ({verdict})",
    ),
    "registry.sound": ("台账完好，共{events}条记录", "The registry is sound: {events} events"),
    "registry.head": (
        "记录末端 {id}:{hash}（另行记下，日后可用 --head 核对末尾有无被删）",
        "End of the log {id}:{hash} (note it down elsewhere, to check with --head)",
    ),
    "registry.backed_up": ("已备份：{file}", "Backed up: {file}"),
    "registry.restored": ("已恢复：{file}", "Restored: {file}"),
    "registry.aside": ("原有文件保留为 {file}", "What was there is kept as {file}"),
    "registry.exported": (
        "已导出：{file}（不含姓名、标题、备注等文字）",
        "Exported: {file} (without texts that may name somebody)",
    ),
    "registry.exported_whole": (
        "已导出：{file}（含个人信息，请妥善保管）",
        "Exported: {file} (with personal data: keep it safe)",
    ),
    "registry.imported": ("已新建台账：{file}", "A new registry: {file}"),
    "registry.erased": (
        "已清除{count}项，记录链仍然有效；此前的备份中仍有原文",
        "{count} erased; the log stays valid; backups made before still have it",
    ),
    "event_kind.case_added": ("登记案件", "case added"),
    "event_kind.case_changed": ("更换案件文件", "case file changed"),
    "event_kind.facts_stated": ("补充事实", "facts stated"),
    "event_kind.ruled": ("裁断", "ruled"),
    "event_kind.decided": ("登记决定", "decision recorded"),
    "event_kind.noted": ("备注", "note"),
    "event_kind.erasure": ("清除文字", "texts erased"),
    "event_kind.proceeding_opened": (
        "程序 {id}：开始办理{region}{procedure}",
        "proceeding {id}: {region}, {procedure} opened",
    ),
    "event_kind.step_taken": ("程序 {id}：办理{step}", "proceeding {id}: {step} taken"),
    "event_kind.filing_amended": ("程序 {id}：登记变更", "proceeding {id}: changed"),
    "event_kind.withdrawn": ("程序 {id}：撤回", "proceeding {id}: withdrawn"),
    "event_kind.closed": ("程序 {id}：办结", "proceeding {id}: closed"),
    "axis.accountability": ("问责", "accountability"),
    "axis.discipline": ("党纪处分", "party discipline"),
    "axis.sanction": ("政务处分", "administrative sanction"),
    "axis.organization": ("组织处理", "organizational handling"),
    "axis.appraisal": ("考核", "appraisal"),
    "outcome.not_pursued": ("不予追究", "not pursued"),
    "outcome.exempt": ("免予处理", "exempt"),
    "outcome.mitigated": ("减轻", "mitigated"),
    "outcome.lighter": ("从轻", "lighter"),
    "outcome.pursued": ("依规处理", "pursued"),
    "beside.criticism": ("批评教育", "criticism"),
    "beside.talk": ("提醒谈话", "a reminding talk"),
    "beside.admonition": ("诫勉", "admonition"),
    "beside.notice": ("通报批评", "notice of criticism"),
    "decided.conditions": ("所附条件", "conditions"),
    "decided.dissent": ("不同意见", "dissent"),
    "decided.remedy": ("救济途径", "remedy"),
}
