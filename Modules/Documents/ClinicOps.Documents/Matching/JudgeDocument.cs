using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Repeats;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Matching;

/// <summary>Puts a stored document before the gate, with the register as it is at this moment.</summary>
internal sealed class JudgeDocument(DocumentsDb db, IPatientRegister register, FindRepeat repeats, FindPagesElsewhere elsewhere, ReadClinicMarks marks, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    /// <summary>Over all: the gate judges by the whole transmission, whoever asks it and may see of it what.</summary>
    private IQueryable<ReceivedPage> Pages => db.Pages.IgnoreQueryFilters([ModuleDb.AccessFilter]);

    public async Task<FilingDecision> Of(Document document, CancellationToken stopping)
    {
        // A page that could not be read may also be the first of the document that begins right after it.
        var first = await Pages.Where(p => p.DocumentId == document.Id && p.JoinedTo == null).MinAsync(p => (int?)p.Number, stopping) ?? 0;
        var hasUnread = await Pages.AnyAsync(
            p => p.State == PageState.Failed && (p.DocumentId == document.Id || (p.TransmissionId == document.TransmissionId && p.Number == first - 1)), stopping);
        var cover = await Cover(document, stopping);
        var evidence = document.PatientEvidence.MayBeTwo is not null ? document.PatientEvidence
            : SortTransmission.CutByMachine(document.PatientEvidence, await db.TextsOf(document.Id, stopping), Today);

        // What is filed has passed for its kind, perhaps by older rules; the register has no say in that.
        var typeConfidence = document.State == DocumentState.Filed ? 1 : document.TypeConfidence;
        var decision = DecideFiling.For(
            evidence, cover, document.Type, typeConfidence, await Apart.Ask(() => AskRegister.About(evidence, cover, register, stopping)), options.Value.Gate, clock.GetUtcNow(), await Weights(stopping));
        if (options.Value.AddressedAs.Count == 0 && decision is FilingDecision.Review review && MeansNobody(review) && await IsForAnother(document, stopping))
        {
            decision = new FilingDecision.Review(ReviewReason.Misdirected, "It is addressed to another practice, and nobody registered fits.", review.Ranked);
        }

        var isFiled = document.State == DocumentState.Filed;
        return document.IsRepeatUndecided ? await AsRepeat(document, decision, stopping)
            : hasUnread ? InReview(decision, ReviewReason.PageUnread, "One of its pages, or the one before it, could not be read.")
            : decision is FilingDecision.Auto && HoldBackIncomplete.Lacks(document) && (!isFiled || document.Type is DocumentType.PhysicianOrder or DocumentType.Referral) ? PageMissing()

            // What is filed stays filed when the rest of it comes in: then it is the rest that a person is shown.
            : decision is FilingDecision.Auto or FilingDecision.Review { Reason: ReviewReason.MayBeTwo } && !isFiled && await elsewhere.IsRestOfAnother(document, stopping)
                ? InReview(decision, ReviewReason.RestOfAnother, "It seems to be the rest of a document that came in another transmission.")

            // Doubted for want of its first page: that is said more plainly.
            : decision is FilingDecision.Review { Reason: ReviewReason.MayBeTwo } && document.MissingPages.Contains(1) && !isFiled ? PageMissing()
            : decision;

        FilingDecision.Review PageMissing() => InReview(decision, ReviewReason.PageMissing, MissingPages.Words(document.MissingPages, document.PagesSaid));
    }

    private async Task<MatchWeights> Weights(CancellationToken stopping) =>
        await db.LearnedWeights.AsNoTracking().ToDictionaryAsync(weight => weight.Level, weight => weight.OfRight, stopping) is { Count: > 0 } learned ? new MatchWeights(learned) : MatchWeights.BeforeAnything;

    private static bool MeansNobody(FilingDecision.Review review) =>
        review.Reason == ReviewReason.NotRegistered || (review is { Reason: ReviewReason.NoName or ReviewReason.NoBirthDate, Ranked.Count: 0 });

    private async Task<bool> IsForAnother(Document document, CancellationToken stopping)
    {
        var texts = await db.TextsOf(document.Id, stopping);
        var covers = await Covers(document, stopping);
        return Addressee.OfAnother([.. covers, .. texts.Take(1)], [.. covers, .. texts], await Apart.Ask(() => marks.Run(stopping))) is not null;
    }

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Covers are few and short: what they say is read from their stored words each time. A sheet with a birth date is no cover.</summary>
    private async Task<PatientEvidence?> Cover(Document document, CancellationToken stopping)
    {
        var covers = await Covers(document, stopping);
        return covers.Count == 0 ? null : ReadPatientEvidence.From(covers, Today);
    }

    private Task<IReadOnlyList<PageText>> Covers(Document document, CancellationToken stopping) =>
        CoverSheets.Texts(CoverSheets.Of(Pages, document.Id, document.TransmissionId), document.TransmissionId, stopping);

    /// <summary>The same decision of a document that turned out to look like one received before.</summary>
    public async Task<FilingDecision> AsRepeat(Document document, FilingDecision decision, CancellationToken stopping) =>
        InReview(decision, ReviewReason.Repeat, await repeats.Words(document, stopping));

    private static FilingDecision.Review InReview(FilingDecision decision, ReviewReason reason, string words) => new(reason, words, decision switch
    {
        FilingDecision.Auto auto => [new RankedPatient(auto.PatientId, auto.Reasons.Sum(r => r.Points), auto.Reasons)],
        FilingDecision.Review review => review.Ranked,
        _ => [],
    });
}
