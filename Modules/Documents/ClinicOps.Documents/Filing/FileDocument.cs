using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>A person files a document, out of review, or out of the record where it lies wrongly.</summary>
internal sealed class FileDocument(DocumentsDb db, ActOnDocument act, FilingActs acts, WithdrawOrders withdraw, History history, VisibleToActor visible, IPatients patients, CurrentActor actor)
{
    /// <summary>So many points less, and somebody is clearly less likely meant.</summary>
    public const double ClearlyLess = 10;

    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="type">What the person says it is; null leaves what was read.</param>
    public async Task<DocumentAct> Run(Guid documentId, uint version, Guid patientId, DocumentType? type, CancellationToken stopping)
    {
        if (await patients.Find(patientId, stopping) is null)
        {
            return new DocumentAct.PatientUnknown();
        }

        return await act.Run(
            documentId,
            version,
            async (document, effects) =>
            {
                if (document.State is not (DocumentState.Review or DocumentState.Filed) || (document.PatientId == patientId && (type is null || type == document.Type)))
                {
                    return new DocumentAct.NotNow(document.State);
                }

                if (!await visible.IsClearedFor(document.Id, stopping))
                {
                    return new DocumentAct.NotCleared();
                }

                if (document.IsRepeatUndecided)
                {
                    return new DocumentAct.RepeatUndecided();
                }

                if (await MayBeSomebodyClosed(document, patientId, stopping))
                {
                    return new DocumentAct.MayBeSomebodyClosed();
                }

                var isSame = document.PatientId == patientId;
                var before = StoodBefore.Of(document) with
                {
                    LeftFiling = document.State == DocumentState.Filed ? await db.TimesFiled(document.Id).Select(f => (Guid?)f.Id).FirstOrDefaultAsync(stopping) : null,
                };

                // First, so that orders which are void leave no successors to the filing that follows.
                await CorrectType(document, type, effects, stopping);
                if (document.State == DocumentState.Filed)
                {
                    await acts.Unfile(document, FilingWhy.Refiled, [], effects, stopping);
                }

                // Whose type alone is corrected stays whose it was: it goes back with the record that it came with, should that be un-merged.
                var filedTo = isSame ? await db.CameAs(document.Id, patientId, stopping) : patientId;
                acts.Keep(document, before with { Filing = acts.File(document, filedTo, FilingWhy.Review, ReasonsFor(document, patientId), effects) });
                return null;
            },
            stopping);
    }

    /// <summary>Files to the first of the ranked suggestions.</summary>
    public Task<DocumentAct> Accept(Document shown, CancellationToken stopping) =>
        Suggestions(shown) is [var first, ..]
            ? Run(shown.Id, shown.Version, first.PatientId, type: null, stopping)
            : Task.FromResult<DocumentAct>(new DocumentAct.NotNow(shown.State));

    /// <summary>Who the document may be about, likeliest first.</summary>
    public static IReadOnlyList<RankedPatient> Suggestions(Document document) => Suggestions(document.Decision);

    public static IReadOnlyList<RankedPatient> Suggestions(FilingDecision? decision) => decision switch
    {
        FilingDecision.Review review => review.Ranked,
        FilingDecision.Auto auto => [new RankedPatient(auto.PatientId, auto.Reasons.Sum(r => r.Points), auto.Reasons)],
        _ => [],
    };

    /// <summary>Whether a suggested person out of the user's sight is about as likely meant as the chosen one.</summary>
    private async Task<bool> MayBeSomebodyClosed(Document document, Guid chosen, CancellationToken stopping)
    {
        var ranked = Suggestions(document);
        if (actor.SeesEveryClass || ranked.Count == 0)
        {
            return false;
        }

        var seen = (await Apart.Ask(() => patients.Find([.. ranked.Select(r => r.PatientId)], stopping))).Select(patient => patient.Id).ToHashSet();
        var ofChosen = ranked.FirstOrDefault(r => r.PatientId == chosen)?.Score ?? 0;
        return ranked.Any(r => !seen.Contains(r.PatientId) && r.Score > ofChosen - ClearlyLess);
    }

    private async Task CorrectType(Document document, DocumentType? type, Effects effects, CancellationToken stopping)
    {
        if (type is not { } said || said == document.Type)
        {
            return;
        }

        (document.Type, document.TypeConfidence, document.TypeSetBy) = (said, 1, actor.UserId);
        history.Add(document, EventCode.TypeCorrected, said.Code());
        await withdraw.BeforeReadingAgain(document, effects, stopping);
    }

    private static IReadOnlyList<MatchReason> ReasonsFor(Document document, Guid patientId) =>
        Suggestions(document).FirstOrDefault(s => s.PatientId == patientId)?.Reasons ?? [];
}
