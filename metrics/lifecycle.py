"""Which step of the lifecycle a Jira status belongs to when no setting says: by well-known names, then by its category.

The models read the same table: a build lands `default_rows()` as meta.lifecycle_defaults.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

STEPS: Final[tuple[str, ...]] = ("Request", "Plan", "Build", "Test", "Deploy", "Close")
"""The six ITIL steps in their order."""

CATEGORY_STEPS: Final[Mapping[str, str]] = {"new": "Request", "indeterminate": "Build", "done": "Close"}
"""Step of a status whose name is not known, by Jira's category of it."""

_BETWEEN_WORDS: Final = re.compile(r"[\t\n\f\r _-]+")

# English; Chinese, simplified and traditional; Portuguese; German; French; Spanish; Italian; Japanese.
_NAMES: Final[Mapping[str, str]] = {
    "Request": """
        open, new, requested, request, submitted, reported, triage, in triage, needs triage, funnel, idea, proposed,
        proposal, waiting for support, intake, draft, created, backlog, icebox, inbox,
        打开, 开放, 新建, 待处理, 待受理, 已提交, 提交, 待评估, 待辦項目, 待处理事项, 需求池, 打開, 新增, 開啟,
        aberto, aberta, novo, nova, solicitado, proposto, triagem, em triagem, aguardando suporte,
        offen, neu, gemeldet, angefragt, eingereicht, vorgeschlagen, rückstand, sichtung,
        ouvert, ouverte, nouveau, nouvelle, demandé, soumis, proposé, arriéré, à qualifier,
        abierto, abierta, nuevo, nueva, abrir, enviado, propuesto, pendiente de clasificar,
        aperto, aperta, nuovo, nuova, richiesto, proposto da valutare,
        オープン, 新規, 未対応, 起票, 受付, 提案, バックログ
    """,
    "Plan": """
        to do, todo, planned, planning, in planning, selected for development, selected, ready, ready for development,
        ready for dev, refinement, in refinement, refined, grooming, analysis, in analysis, design, in design, accepted,
        approved, scheduled, prioritised, prioritized, assessment, under assessment, awaiting approval,
        waiting for approval, pending approval, awaiting cab approval, in approval, committed, sprint backlog, specified,
        待办, 待辦, 待办事项, 计划, 计划中, 已计划, 规划中, 分析中, 设计中, 已批准, 待审批, 审批中, 待开发, 已排期, 已选择开发, 計劃中,
        a fazer, para fazer, tarefas pendentes, pendente, planejado, planejamento, em planejamento, planeado, em análise,
        análise, aprovado, aguardando aprovação, selecionado para desenvolvimento, priorizado,
        zu erledigen, geplant, planung, in planung, analyse, in analyse, ausgewählt für die entwicklung,
        für entwicklung ausgewählt, freigegeben, genehmigt, zur genehmigung, bereit, eingeplant,
        à faire, planifié, planification, en planification, en analyse, sélectionné pour le développement, approuvé,
        en attente d'approbation, prêt,
        por hacer, tareas por hacer, planificado, planificación, en planificación, en análisis, aprobado,
        esperando aprobación, seleccionado para desarrollo, listo, priorizada,
        da fare, pianificato, pianificazione, in analisi, approvato, selezionato per lo sviluppo,
        to do リスト, やること, 作業前, 未着手, 計画, 計画中, 分析中, 設計中, 承認済み, 承認待ち, 開発対象
    """,
    "Build": """
        in progress, doing, in development, development, developing, dev, in dev, coding, in coding, build, building,
        in build, implementation, in implementation, work in progress, wip, started, active, in review, review, reviewing,
        code review, in code review, peer review, under review, ready for review, pull request, reopened, re opened,
        under investigation, investigating, fixing, in work, blocked, impediment,
        进行中, 处理中, 开发中, 正在进行, 正在处理, 实现中, 编码中, 代码评审, 评审中, 审查中, 代码审查, 重新打开, 已阻塞, 阻塞, 進行中, 處理中, 開發中,
        em andamento, em progresso, em desenvolvimento, desenvolvimento, em curso, em execução, fazendo, em revisão,
        revisão, revisão de código, reaberto, bloqueado,
        in arbeit, in bearbeitung, in entwicklung, entwicklung, wird bearbeitet, in umsetzung, umsetzung, in prüfung,
        überprüfung, wird überprüft, code prüfung, wieder geöffnet, erneut geöffnet, blockiert,
        en cours, en développement, développement, en cours de développement, en réalisation, en revue, revue de code,
        en révision, rouvert, réouvert, bloqué,
        en curso, en progreso, en desarrollo, desarrollo, en revisión, revisión, revisión de código, reabierto,
        in corso, in sviluppo, sviluppo, in lavorazione, in revisione, revisione, riaperto, bloccato,
        処理中, 対応中, 作業中, 開発中, 実装中, 実施中, レビュー中, レビュー, レビュー待ち, コードレビュー, 再オープン, 保留中のレビュー
    """,
    "Test": """
        test, testing, in test, in testing, to test, ready for test, ready for testing, ready to test, qa, in qa,
        ready for qa, quality assurance, verification, in verification, verify, to verify, verifying, validation,
        in validation, validating, acceptance, in acceptance, acceptance test, user acceptance, uat, in uat,
        ready for uat, system test, integration test, regression, regression test, performance test, sit, fixed,
        测试, 测试中, 待测试, 提测, 已提测, 验证中, 待验证, 验收, 验收中, 待验收, 回归测试, 測試中, 待測試, 驗收中,
        em teste, em testes, teste, testes, testando, pronto para teste, em homologação, homologação, validação,
        em validação, verificação, em qa, aguardando teste,
        im test, in test befindlich, wird getestet, zu testen, bereit zum test, testen, abnahme, in abnahme, verifizierung,
        qualitätssicherung, in qs, qs,
        en test, en tests, à tester, recette, en recette, en validation, vérification, prêt pour test, à valider,
        en prueba, en pruebas, pruebas, prueba, probando, listo para pruebas, en validación, validación, verificación,
        in prova, in collaudo, collaudo, da testare, in verifica, verifica,
        テスト, テスト中, テスト待ち, 検証, 検証中, 検証待ち, 受入テスト, 受け入れテスト, 確認中, 確認待ち
    """,
    "Deploy": """
        deploy, deploying, deployment, in deployment, ready for deploy, ready for deployment, ready to deploy,
        ready for release, ready to release, release, releasing, in release, to release, to deploy, awaiting release,
        awaiting deployment, waiting for release, waiting for deployment, pending release, pending deployment, staging,
        in staging, on staging, merged, ready for production, ready for prod, rollout, rolling out, go live,
        awaiting implementation, implementing, monitoring,
        发布中, 待发布, 部署中, 待部署, 待上线, 上线中, 已合并, 预发布, 灰度, 灰度中, 發佈中, 待發佈, 待上線,
        em implantação, implantação, implantando, pronto para implantação, aguardando implantação, pronto para release,
        pronto para publicação, aguardando publicação, em publicação, em deploy, pronto para deploy, em produção assistida,
        auslieferung, in auslieferung, bereit zur auslieferung, bereit für release, wird ausgerollt, ausrollen,
        bereit zum ausrollen, zur freigabe, bereitstellung, in bereitstellung,
        déploiement, en déploiement, à déployer, prêt à déployer, prêt pour déploiement, en cours de déploiement,
        mise en production, en attente de mise en production, à livrer, livraison,
        despliegue, en despliegue, listo para desplegar, listo para despliegue, por desplegar, listo para producción,
        en publicación, esperando despliegue,
        rilascio, in rilascio, da rilasciare, pronto per il rilascio,
        リリース待ち, リリース中, リリース準備, リリース作業中, デプロイ中, デプロイ待ち, デプロイ, 本番反映待ち, リリース可
    """,
    "Close": """
        done, closed, close, resolved, completed, complete, finished, released, deployed, live, in production, shipped,
        delivered, cancelled, canceled, rejected, declined, won't do, won't fix, wontfix, duplicate, abandoned, obsolete,
        archived, failed, successful, implemented,
        完成, 已完成, 关闭, 已关闭, 解决, 已解决, 已发布, 已上线, 已部署, 已取消, 取消, 已拒绝, 拒绝, 已驳回, 已验收, 結束, 關閉, 已關閉, 已解決, 已發佈,
        concluído, concluída, concluido, feito, feita, itens concluídos, fechado, fechada, resolvido, resolvida, finalizado,
        cancelado, cancelada, rejeitado, recusado, publicado, implantado, em produção, entregue,
        fertig, erledigt, geschlossen, gelöst, abgeschlossen, behoben, ausgeliefert, veröffentlicht, abgebrochen,
        storniert, abgelehnt, in produktion,
        terminé, terminée, terminé(e), fini, fermé, fermée, clos, résolu, résolue, livré, déployé, annulé, rejeté, refusé,
        en production,
        hecho, listo y cerrado, finalizada, cerrado, cerrada, resuelto, resuelta, terminado, completado, desplegado,
        rechazado, descartado, en producción, entregado,
        completato, completata, chiuso, chiusa, risolto, risolta, rilasciato, annullato, rifiutato, fatto,
        完了, 完了済み, クローズ, 終了, 解決済み, 解決, リリース済み, デプロイ済み, キャンセル, 中止, 却下, 対応済み
    """,
}


def normalised(status: str) -> str:
    """Return a status name as names are compared: lower case, one blank between words."""
    return _BETWEEN_WORDS.sub(" ", status.lower()).strip(" ")


_STEP_OF: Final[Mapping[str, str]] = {
    normalised(name): step for step, names in _NAMES.items() for name in names.split(",") if name.strip()
}


def default_rows() -> list[tuple[str, str]]:
    """The rows of meta.lifecycle_defaults: normalised status name, step."""
    return list(_STEP_OF.items())


def default_step(status_name: str, category: str | None) -> tuple[str | None, str | None]:
    """Return the step of a status and how it was found: name or category; (None, None) when neither tells."""
    by_name = _STEP_OF.get(normalised(status_name))
    if by_name is not None:
        return by_name, "name"
    by_category = CATEGORY_STEPS.get(category or "")
    return (by_category, "category") if by_category is not None else (None, None)
