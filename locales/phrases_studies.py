"""Headings, messages and help about studies, Chinese and English."""

from __future__ import annotations

HEADINGS: dict[str, tuple[str, str]] = {
    "study": ("研究", "study"),
    "scenarios": ("情景", "scenarios"),
    "members": ("成员（完成/全部）", "members (complete / all)"),
    "draws": ("参数抽样", "draws"),
    "made_with": ("规则与处理器", "rules and processor"),
    "size": ("大小", "size"),
    "time_spent": ("用时（秒）", "time (s)"),
    "member": ("成员", "member"),
    "seed": ("种子", "seed"),
    "verdict": ("结论", "verdict"),
}
MESSAGES: dict[str, tuple[str, str]] = {
    "part_missing": (
        "{file}：缺失，已损坏。用同一版本的 liaosim 重复生成它的命令即可补上",
        "{file}: is missing: damaged. The command that made it, under the same version of liaosim, "
        "makes it again",
    ),
    "part_changed": (
        "{file}：与写入时不同（字节被改动或文件被截断），已损坏。"
        "用同一版本的 liaosim 重复生成它的命令即可修复",
        "{file}: is not as it was written (bytes changed or file cut): damaged. The command that "
        "made it, under the same version of liaosim, makes it again",
    ),
    "part_unreadable": (
        "{file}：{reason}，已损坏。请将其移走，再重复生成它的命令",
        "{file}: {reason}: damaged. Move it away and repeat the command that made it",
    ),
    "other_study": (
        "{folder}：其中是另一项研究 {found}（{names}；种子 {first} 至 {last}），而应为 {expected}："
        "文件夹被改名、恢复到错误位置或被覆盖。未作任何读取或改动。"
        "请将其移到名为 {found} 的文件夹",
        "{folder}: holds another study, {found} ({names}; seeds {first} to {last}); expected "
        "{expected}. It was renamed, restored to the wrong place or copied over. Nothing of it is "
        "used: move it to a folder named {found}",
    ),
    "other_lines": (
        "{file}：第 {line} 行属于研究 {found}，而应属于 {expected}：混入了另一项研究的文件。"
        "未作任何读取或改动。请恢复原文件，或用 liaosim studies delete 删除后重新计算",
        "{file}: line {line} belongs to study {found}; expected {expected}. Files of another study "
        "were copied in. Nothing of it is used: put the study's own files back, or delete it with "
        "liaosim studies delete and compute it anew",
    ),
    "other_content": (
        "{study}：情景 {scenario} 的内容在本版本中读作 {now}，而研究由 {was} 算得：不能再作比较；"
        "仍可用 liaosim studies export 导出",
        "{study}: scenario {scenario} reads as {now} in this version, and the study was computed "
        "from {was}: it cannot be compared any more; liaosim studies export still works",
    ),
    "other_schema": (
        "{file}：格式为 {found}；本版本可读取 {allowed}。"
        "请用生成它的版本读取，或用 liaosim studies delete 删除后重新计算",
        "{file}: has the format {found}; this version reads {allowed}. Read it with the version "
        "that made it, or delete it with liaosim studies delete and compute it anew",
    ),
    "unvouched": (
        "{file}：没有任何记录为其担保：由中断的进程留下，或由他处复制而来。"
        "重复生成该研究的命令会补全属于它的部分；其余请移走",
        "{file}: nothing vouches for it: a process that was stopped left it, or it was copied in. "
        "The command that made the study makes what is its own whole; move anything else away",
    ),
    "unlisted": (
        "{file}：不在 results.json 所列的结果之中"
        "（清单已损坏、文件由其他版本写入或由他处复制而来）。重复写入它的命令，或将其移走",
        "{file}: is none of the results that results.json lists (the list was damaged, or the file "
        "was written by another version or copied in). Repeat the command that writes it, or move "
        "it away",
    ),
    "foreign_list": (
        "--out：{file} 不是 liaosim 的结果清单；请将其移走或另选文件夹",
        "--out: {file} is not liaosim's list of results; move it away or choose another folder",
    ),
    "replaced": (
        "{folder}：此前的结果 {request} 已被替换",
        "{folder}: replaced the results of an earlier request, {request}",
    ),
    "results_verified": (
        "{folder}：{count} 个结果文件与写入时相同",
        "{folder}: {count} result files are as they were written",
    ),
    "other_bits": (
        "{folder}：成员 {member} 重新计算后的数值与索引所记不同；研究未作改动。"
        "请用 liaosim studies delete 删除后重新计算",
        "{folder}: member {member}, computed again, has other bits than the index says; nothing "
        "was changed. Delete the study with liaosim studies delete and compute it anew",
    ),
    "unwritable": (
        "{folder}：无法写入（{reason}）；{asked} 个成员中已完整保存 {kept} 个，"
        "排除故障后重复同一命令即可继续",
        "{folder}: cannot be written ({reason}); {kept} of {asked} members are kept whole, and "
        "the same command goes on from there",
    ),
    "undeletable": ("{folder}：无法删除（{reason}）", "{folder}: cannot be deleted ({reason})"),
    "foreign_files": (
        "{folder}：其中有不属于该研究的文件（{names}）；未删除任何内容，请先将其移走",
        "{folder}: holds what is none of the study's ({names}); nothing was deleted, move it away "
        "first",
    ),
    "busy": (
        "{folder}：另一个进程正在处理该研究",
        "{folder}: another process is working on this study",
    ),
    "no_folder": ("{found} 不存在", "{found} does not exist"),
    "no_study": ("{found} 中没有 liaosim 的研究", "{found} holds no study of liaosim"),
    "many_studies": (
        "{found} 中有 {count} 个研究；请指明其中一个的文件夹：",
        "{found} holds {count} studies; name the folder of one of them:",
    ),
    "study_line": (
        "{study}：{names}；种子 {first} 至 {last}，规模 {scale:g}，至 {until}，参数抽样 {draws}",
        "{study}: {names}; seeds {first} to {last}, scale {scale:g}, to {until}, draws {draws}",
    ),
    "no_member": ("研究中没有完整的成员 {found}", "the study has no complete member {found}"),
    "bad_indicator": (
        "没有指标 {found}；最接近的是 {nearest}",
        "no indicator {found}; the nearest is {nearest}",
    ),
    "bad_goal": (
        "--until-width：{found} 应写作 指标=半宽，如 cnc_rate=0.002、output@2020=0.5%",
        "--until-width: found {found}; allowed is INDICATOR=WIDTH, such as cnc_rate=0.002 or "
        "output@2020=0.5%",
    ),
    "bad_period": (
        "--until-width：没有时期 {found}；允许：{allowed}",
        "--until-width: no period {found}; allowed are {allowed}",
    ),
    "one_draw": (
        "--draws：1 次抽样无法给出区间；允许 0 或至少 2",
        "--draws: one draw gives no interval; allowed are 0, or 2 and more",
    ),
    "width_and_draws": (
        "--until-width：不能与 --draws 同用：增加种子不会减少参数的不确定性",
        "--until-width: not together with --draws: more seeds do not lessen doubt about parameters",
    ),
    "all_failed": (
        "{failed} 次运行失败，无法给出结果；第一次失败：情景 {scenario}，种子 {seed}：{cause}",
        "{failed} runs failed and too few are left; the first: scenario {scenario}, seed {seed}: "
        "{cause}",
    ),
    "failed_runs": (
        "{count} 次运行失败，所在成员未计入；第一次为种子 {seed}：{cause}",
        "{count} runs failed and their members are left out; the first, seed {seed}: {cause}",
    ),
    "study_kept": (
        "研究保存于 {folder}：{kept}/{asked} 个成员，其中 {found} 个此前已有",
        "study kept in {folder}: {kept} of {asked} members, {found} of them found there",
    ),
    "study_repaired": (
        "{folder}：修复了损坏的部分：{parts}",
        "{folder}: damaged parts were made again: {parts}",
    ),
    "study_detail": (
        "--detail 的结果不保存为研究（研究只含各市工业合计与全省各行业）",
        "results with --detail are not kept as a study (a study holds city totals and the "
        "province's sectors)",
    ),
    "scheduler_detail": (
        "--scheduler：不能与 --detail 同用",
        "--scheduler: not together with --detail",
    ),
    "draws_reading": (
        "另有 {draws} 次参数抽样：估计值为各次抽样的均值，区间同时反映参数与种子。"
        "方括号后的百分数为区间方差中来自参数的部分。",
        "With {draws} draws of the parameters: estimates are means over draws, intervals hold "
        "doubt about parameters and chance. The percentage behind an interval is the share of "
        "its variance that comes from parameters.",
    ),
    "stopping": (
        "使用了 {used} 对（查看次数：{looks}，最多 {most}）；再加 {more} 对可使区间减半。"
        "区间的置信水平为 {level}，各次查看合计不低于 95%。",
        "{used} pairs were used (looks: {looks} of at most {most}); {more} more would halve the "
        "intervals. Intervals are at {level}, so that all looks together keep 95%.",
    ),
    "goal": (
        "{indicator}（{period}）最宽区间的半宽 {found}，要求 {wanted}：{said}",
        "{indicator} ({period}): widest half-width {found}, wanted {wanted}: {said}",
    ),
    "goal_reached": ("已达到", "reached"),
    "goal_missed": ("未达到", "not reached"),
    "no_studies": ("{folder} 中没有研究", "no study in {folder}"),
    "delete_question": (
        "删除 {folder}（{members} 个成员，{size}）？[y/N] ",
        "delete {folder} ({members} members, {size})? [y/N] ",
    ),
    "yes_words": ("是 y", "y yes"),
    "deleted": ("已删除 {folder}", "deleted {folder}"),
    "not_deleted": ("未删除", "nothing was deleted"),
    "bad_out_file": (
        "--out：{found} 不是可写入的文件（{reason}）",
        "--out: {found} is not a file that can be written ({reason})",
    ),
    "bad_format": (
        "--out：{found} 的结尾不可用；允许：{allowed}",
        "--out: found {found}; the name has to end in {allowed}",
    ),
    "bad_members": (
        "--members：{found} 应写作 0,3,7 这样的成员编号（0 至 {last}），或 all，或 random:N",
        "--members: found {found}; allowed are numbers from 0 to {last} such as 0,3,7, or all, "
        "or random:N",
    ),
    "other_rules": (
        "{folder}：该研究用其他规则、数据或版本生成，不能逐位比较：{what}",
        "{folder}: was made with other rules, data or versions, so its bits cannot be compared: "
        "{what}",
    ),
    "other_family": (
        "处理器不同（研究：{there}；本机：{here}）：数值应在 1e-9 内一致",
        "another processor (study: {there}; here: {here}): numbers should agree to 1e-9",
    ),
    "not_all_members": (
        "该研究的 {members} 个成员中有 {complete} 个完整，失败的模拟次数：{failed_runs}；"
        "文件只含已有的部分",
        "{complete} of {members} members are complete, {failed_runs} runs failed; the file holds "
        "what is there",
    ),
    "no_members": ("研究中还没有完整的成员", "the study has no complete member yet"),
    "verifying": ("正在核对", "verifying"),
    "same_bits": ("逐位相同", "same bits"),
    "near_bits": ("不逐位相同，但在 1e-9 内一致", "other bits, but equal to 1e-9"),
    "not_same": ("不同：最大相对差 {worst}", "not the same: largest relative difference {worst}"),
    "verified": (
        "{folder}：核对了 {count}/{all} 个成员：{verdict}",
        "{folder}: {count} of {all} members verified: {verdict}",
    ),
    "no_scheduler": (
        "--scheduler：无法连接 {found}（{reason}）",
        "--scheduler: {found} cannot be reached ({reason})",
    ),
    "other_worker": (
        "--scheduler：工作进程 {worker} 的规则或版本不同：{what}",
        "--scheduler: worker {worker} has other rules or versions: {what}",
    ),
    "scheduler_lost": (
        "--scheduler：与 {found} 的连接中断（{reason}）；已完整的成员已保存，重复同一命令即可继续",
        "--scheduler: {found} was lost ({reason}); complete members are kept, and the same "
        "command goes on from there",
    ),
    "mixed_families": (
        "工作进程的处理器不同（{families}）：结果在 1e-9 内一致，不保证逐位相同",
        "workers have other processors ({families}): results agree to 1e-9, not to the bit",
    ),
}
HELP: dict[str, tuple[str, str]] = {
    "studies": (
        "列出、查看、导出、删除已保存的研究",
        "List, show, export and delete studies that were kept",
    ),
    "studies_list": ("列出文件夹中的研究", "List the studies in a folder"),
    "studies_show": ("查看一个研究的记录", "Show the record of a study"),
    "studies_export": (
        "将研究的指标导出为 CSV、Parquet 或 netCDF",
        "Export a study's indicators as CSV, parquet or netCDF",
    ),
    "studies_delete": ("删除一个研究（先询问）", "Delete a study, after a question"),
    "verify": (
        "重新计算研究的一部分，核对是否逐位相同",
        "Compute a part of a study again and say whether the bits agree",
    ),
    "study_folder": ("研究所在文件夹", "Folder of a study, or one that holds it"),
    "folder": ("查找研究的文件夹", "Folder in which studies are looked for"),
    "yes": ("不询问", "Ask no question"),
    "members": (
        "成员：all、random:N 或编号 0,3,7",
        "Members: all, random:N, or numbers such as 0,3,7",
    ),
    "export_out": (
        "输出文件，以 .csv、.parquet 或 .nc 结尾",
        "File to write, ending in .csv, .parquet or .nc",
    ),
    "indicators": (
        "只导出这些指标（可重复）；默认全部",
        "Export these indicators only (may be repeated); by default all",
    ),
    "quarterly": ("除年度外也导出季度", "Quarters besides years"),
    "draws": (
        "参数的先验抽样次数，0 为只用中心值",
        "Draws of all parameters from their priors, beside the central values",
    ),
    "until_width": (
        "逐步增加模拟对数， 直到该指标影响的 95% 区间半宽不超过所给值",
        "Add pairs until the 95% half-width of this effect is reached, such as cnc_rate=0.002 or "
        "output@2020=0.5% (may be repeated; --runs is then not used)",
    ),
    "scheduler": (
        "由此地址的 Dask 调度器 分派计算",
        "Compute on the workers of a Dask scheduler, such as tcp://host:8786",
    ),
}
