using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Quality;

/// <summary>What a person found who looked at the pages without being told whom they were filed to.</summary>
internal abstract record RecheckAnswer
{
    private RecheckAnswer()
    {
    }

    /// <summary>This patient.</summary>
    public sealed record Named(Guid PatientId) : RecheckAnswer;

    /// <summary>Somebody who is not registered.</summary>
    public sealed record NobodyRegistered : RecheckAnswer;

    public sealed record CannotTell : RecheckAnswer;
}

/// <summary>What became of an answer.</summary>
internal abstract record RecheckResult
{
    private RecheckResult()
    {
    }

    /// <param name="Verdict">One of <see cref="RecheckVerdict"/>.</param>
    /// <param name="SentToReview">It was still filed to whom it did not belong, and waits for a person now.</param>
    public sealed record Done(string Verdict, bool SentToReview) : RecheckResult;

    /// <summary>There is none of that id in this user's sight.</summary>
    public sealed record Unknown : RecheckResult;

    public sealed record PatientUnknown : RecheckResult;

    /// <summary>Somebody has answered already.</summary>
    public sealed record AnsweredBefore : RecheckResult;

    /// <summary>Somebody has the document open, so that it cannot be taken out at the moment.</summary>
    public sealed record OpenedByAnother(Guid By) : RecheckResult;
}

/// <summary>
/// Compares a blind answer with the filing by machine. A document that was filed wrongly leaves the record with what followed from it, and
/// waits in review; one that agrees is left as it is.
/// </summary>
internal sealed class RecheckDocument(
    DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, VisibleToActor visible, FilingActs acts, IPatients patients, CurrentActor actor, TimeProvider clock)
{
    private const string ReviewWords = "It was filed automatically; a person who checked it again did not name the same patient.";

    public async Task<RecheckResult> Run(Guid recheckId, RecheckAnswer answer, CancellationToken stopping) =>
        answer is RecheckAnswer.Named { PatientId: var named } && await patients.Find(named, stopping) is null
            ? new RecheckResult.PatientUnknown()
            : await transaction.Run(effects => Compare(recheckId, answer, effects, stopping), stopping);

    private async Task<RecheckResult> Compare(Guid recheckId, RecheckAnswer answer, Effects effects, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM rechecks WHERE id = {recheckId} FOR UPDATE", stopping);
        if (await db.Rechecks.SingleOrDefaultAsync(r => r.Id == recheckId, stopping) is not { } recheck
            || await db.LockDocument(recheck.DocumentId, stopping) is not { } document
            || !visible.Location(document.LocationId))
        {
            return new RecheckResult.Unknown();
        }

        if (recheck.Verdict is not null)
        {
            return new RecheckResult.AnsweredBefore();
        }

        var filedTo = await WhoeverIs(await db.Filings.Where(f => f.Id == recheck.FilingId).Select(f => f.PatientId).SingleAsync(stopping), stopping);
        Guid? named = answer is RecheckAnswer.Named said ? await WhoeverIs(said.PatientId, stopping) : null;
        var verdict = answer is RecheckAnswer.CannotTell ? RecheckVerdict.CannotTell : named == filedTo ? RecheckVerdict.Agreed : RecheckVerdict.Wrong;
        var takeOut = verdict == RecheckVerdict.Wrong && document.State == DocumentState.Filed && document.PatientId == filedTo;
        if (takeOut && document.OpenedBy is { } other && other != actor.UserId && document.OpenedUntil > clock.GetUtcNow())
        {
            return new RecheckResult.OpenedByAnother(other);
        }

        (recheck.Verdict, recheck.NamedPatientId, recheck.CheckedBy, recheck.CheckedAt) = (verdict, named, actor.UserId, clock.GetUtcNow());
        effects.Audit(new AuditEntry("document.rechecked", "document", document.Id, [.. new[] { filedTo, named ?? filedTo }.Distinct()], verdict, document.LocationId));
        if (takeOut)
        {
            document.TouchedByPerson = true;
            document.Decision = Both(document, named);
            await acts.Unfile(document, FilingWhy.Recheck, [], effects, stopping);
            acts.ToReview(document, ReviewReason.RecheckDiffers, ReviewWords, effects);
        }

        return new RecheckResult.Done(verdict, takeOut);
    }

    /// <summary>The record that this one was merged into since, or itself.</summary>
    private async Task<Guid> WhoeverIs(Guid patientId, CancellationToken stopping) =>
        await db.JoinedSubjects.Where(joined => joined.FromId == patientId).Select(joined => (Guid?)joined.ToId).SingleOrDefaultAsync(stopping) ?? patientId;

    /// <summary>Whoever decides sees whom the machine meant, and whom the person did, one as likely as the other.</summary>
    private static FilingDecision.Review Both(Document document, Guid? named)
    {
        var ranked = FileDocument.Suggestions(document);
        IReadOnlyList<RankedPatient> other = named is { } who
            ? [new RankedPatient(who, ranked.Count > 0 ? ranked[0].Score : 0, [new MatchReason("named by a person who checked it again", 1, null)])]
            : [];
        return new FilingDecision.Review(ReviewReason.RecheckDiffers, ReviewWords, [.. ranked, .. other]);
    }
}
