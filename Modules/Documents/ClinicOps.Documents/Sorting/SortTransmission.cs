using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Search;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

internal sealed record TransmissionToSort(Guid TransmissionId);

/// <summary>Cuts a read transmission into documents, says what each is and whom it speaks of, and raises what is urgent at once.</summary>
internal sealed class SortTransmission(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    History history,
    KeepTexts keep,
    ReadHolidays holidays,
    IOrganization organization,
    IOptions<DocumentsOptions> options,
    TimeProvider clock) : IJobHandler<TransmissionToSort>
{
    public async Task Run(TransmissionToSort arguments, JobMessage message, CancellationToken stopping)
    {
        var stored = await db.Transmissions.AsNoTracking().SingleAsync(t => t.Id == arguments.TransmissionId, stopping);
        if (stored.State != TransmissionState.Sorting)
        {
            return;
        }

        await db.CountAttempt(stored.Id, stopping);
        var location = (await organization.Profile(stopping)).Find(stored.LocationId);
        var (today, received) = (LocalTime.DayAt(location, clock.GetUtcNow()), LocalTime.DayAt(location, stored.ReceivedAt));
        var closed = await holidays.At(stored.LocationId, stopping);
        var pages = await db.Pages.AsNoTracking().Where(p => p.TransmissionId == stored.Id).OrderBy(p => p.Number).ToListAsync(stopping);
        var parts = CutOut.From(pages, today, options.Value.PartingCodes);
        List<PageText> covers = [.. pages.Where(p => parts.Covers.Contains(p.Number)).Select(p => p.Text).OfType<PageText>()];
        var outOfOrder = SplitTransmission.IsOutOfOrder(parts.Documents, [.. pages.Select(p => p.Text).OfType<PageText>()]);
        var counts = MissingPages.CountsOn(pages.Select(p => p.Text).OfType<PageText>());
        var sorted = parts.Documents.Select((numbers, at) =>
        {
            List<ReceivedPage> own = [.. pages.Where(p => numbers.Contains(p.Number))];
            return Describe(stored, at + 1, own, DocumentFacts.Of(own, covers, at == 0 ? covers : [], counts, options.Value.AddressedAs, today, options.Value.DeadlineDays, received, closed), today, outOfOrder);
        }).ToList();
        GiveToFirst(sorted, await RaiseEarly.Raised(db, stored.Id, stopping));
        await transaction.Run(
            async effects =>
            {
                var transmission = await db.LockTransmission(stored.Id, stopping);
                if (transmission.State == TransmissionState.Sorting)
                {
                    await Store(transmission, sorted, parts.Covers, effects, stopping);
                }
            },
            stopping);
    }

    private SortedDocument Describe(Transmission transmission, int ordinal, IReadOnlyList<ReceivedPage> pages, DocumentFacts facts, DateOnly today, bool outOfOrder) => new(
        new Document
        {
            Id = Guid.CreateVersion7(),
            TransmissionId = transmission.Id,
            Ordinal = ordinal,
            Type = facts.Type.Type,
            TypeConfidence = facts.Type.Confidence,
            TypeEvidence = facts.Type.Evidence,
            PagesSaid = facts.Missing.Said,
            MissingPages = facts.Missing.Numbers,
            PatientEvidence = CutByMachine(facts.Patient, [.. pages.Select(page => page.Text).OfType<PageText>()], today, outOfOrder),
            MatchKeys = facts.MatchKeys,
            UrgentReason = facts.Urgent.Count > 0 ? facts.Urgent[0].Reason : null,
            RespondBy = facts.RespondBy,
            LocationId = transmission.LocationId,
            CareThreadId = transmission.CareThreadId,
            ReceivedAt = transmission.ReceivedAt,
            ProgressAt = clock.GetUtcNow(),
            AccessClass = transmission.AccessClass,

            // The file came before: it is as closed as the first one from now on, and not only once it is matched.
            RepeatOfTransmission = transmission.RepeatOf,
        },
        [.. pages.Select(page => page.Number)],
        [.. pages.Select(page => page.Text).OfType<PageText>()],
        facts.Urgent);

    /// <summary>What was told before there were documents, and none of them says (it stood in the e-mail they came with), is the first one's.</summary>
    private static void GiveToFirst(List<SortedDocument> sorted, IReadOnlyList<string> early)
    {
        var alerts = early.Where(reason => !sorted.Exists(s => s.Urgent.Any(alert => alert.Reason == reason))).Select(reason => new Alert(reason, null)).ToList();
        if (alerts.Count > 0)
        {
            IReadOnlyList<Alert> all = [.. sorted[0].Urgent.Concat(alerts).OrderBy(alert => Urgency.Gravity(alert.Reason))];
            sorted[0].Document.UrgentReason = all[0].Reason;
            sorted[0] = sorted[0] with { Urgent = all };
        }
    }

    /// <summary>What a document that was cut out by machine says of its patient: whether it may be two belongs to it.</summary>
    /// <param name="outOfOrder">See <see cref="SplitTransmission.IsOutOfOrder"/>: a document of one page is whole all the same.</param>
    internal static PatientEvidence CutByMachine(PatientEvidence patient, IReadOnlyList<PageText> texts, DateOnly today, bool outOfOrder = false) =>
        patient with { MayBeTwo = (outOfOrder && texts.Count > 1) || SplitTransmission.MayBeTwo(texts, today) };

    private async Task Store(Transmission transmission, List<SortedDocument> sorted, IReadOnlyList<int> covers, Effects effects, CancellationToken stopping)
    {
        transmission.State = TransmissionState.Sorted;
        transmission.ProgressAt = clock.GetUtcNow();
        transmission.Attempts = 0;
        db.Documents.AddRange(sorted.Select(s => s.Document));
        await db.SaveChangesAsync(stopping);
        await db.Pages.Where(p => p.TransmissionId == transmission.Id && covers.Contains(p.Number))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.IsCover, true), stopping);
        foreach (var (document, numbers, _, urgent) in sorted)
        {
            await db.Pages.Where(p => p.TransmissionId == transmission.Id && numbers.Contains(p.Number))
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.DocumentId, document.Id), stopping);
            history.Add(document, EventCode.Sorted, document.Type.Code());
            foreach (var alert in urgent)
            {
                history.Add(document, EventCode.UrgentWordingRead, alert.Detail);
                effects.Publish(alert.Of(document));
            }

            effects.Enqueue(new DocumentToMatch(document.Id));
        }

        await keep.Of([.. sorted.Select(s => (s.Document, s.Texts))], stopping);
    }

    private sealed record SortedDocument(Document Document, IReadOnlyList<int> Numbers, IReadOnlyList<PageText> Texts, IReadOnlyList<Alert> Urgent);
}

/// <summary>What of a transmission's pages makes which document: pages that could not be read, and covers with nothing behind them, included.</summary>
internal static class CutOut
{
    /// <param name="pages">All of the transmission, in order.</param>
    public static TransmissionParts From(IReadOnlyList<ReceivedPage> pages, DateOnly today, IReadOnlyList<string> separatorCodes)
    {
        var parts = SplitTransmission.Of([.. pages.Select(p => p.Text).OfType<PageText>()], today, separatorCodes);
        var unread = pages.Where(p => p.Text is null).Select(p => p.Number).ToList();

        // Something always stands for the transmission in review, be it only its cover or what could not be read.
        if (parts.Documents.Count == 0)
        {
            return new TransmissionParts([[.. pages.Select(p => p.Number)]], []);
        }

        var documents = parts.Documents.Select(numbers => numbers.ToList()).ToList();
        foreach (var number in unread)
        {
            // It may belong to the document before or begin another: the one before waits for a person.
            (documents.LastOrDefault(d => d[0] < number) ?? documents[0]).Add(number);
        }

        documents.ForEach(d => d.Sort());
        return new TransmissionParts([.. documents], parts.Covers);
    }
}

/// <summary>Something urgent on a document: raised once, a deadline once when it is near and once when it has passed.</summary>
/// <param name="Reason">A code of <see cref="Urgency"/>.</param>
/// <param name="Day">Of a deadline; null for all else.</param>
internal sealed record Alert(string Reason, DateOnly? Day)
{
    /// <summary>As the history keeps it, "deadline_near:2026-03-09": by this it is known whether it was raised.</summary>
    public string Detail => Day is { } day ? $"{Reason}:{day:O}" : Reason;

    public UrgentWordingRead Of(Document document) => new(document.Id, document.LocationId, Reason, document.CareThreadId, Day);
}

/// <summary>The codes told for urgent words, the gravest first.</summary>
internal static class Urgency
{
    public const string DeadlinePassed = "deadline_passed";
    public const string DeadlineNear = "deadline_near";

    private static readonly string[] ByGravity = ["critical_result", "stat", DeadlinePassed, DeadlineNear];

    /// <summary>Urgent whatever day it is.</summary>
    public static readonly string[] OfWords = ["critical_result", "stat"];

    /// <param name="today">A deadline has passed on its day and after it.</param>
    /// <param name="deadlineDays">Working days before it from which a deadline is near.</param>
    /// <param name="holidays">That are no working days; null where nobody asked.</param>
    public static IReadOnlyList<Alert> Alerts(IReadOnlyList<UrgentMention> mentions, DateOnly today, int deadlineDays, Holidays? holidays = null) =>
        [.. mentions.Select(m => m.Kind switch
            {
                UrgentKind.CriticalValue or UrgentKind.Stat => new Alert(ReasonOf(m.Kind)!, null),
                _ => m.Due is { } due && OfDeadline(due, today, deadlineDays, holidays) is { } reason ? new Alert(reason, due) : null,
            })
            .OfType<Alert>()

            // Of the days that have passed only the last: who looks at the paper sees the others.
            .GroupBy(alert => (alert.Reason, Day: alert.Reason == DeadlinePassed ? null : alert.Day))
            .Select(same => same.MaxBy(alert => alert.Day)!)
            .OrderBy(alert => Gravity(alert.Reason)).ThenBy(alert => alert.Day)];

    /// <summary>The code for words that are urgent whatever day it is; null for a deadline.</summary>
    public static string? ReasonOf(UrgentKind kind) => kind switch { UrgentKind.CriticalValue => "critical_result", UrgentKind.Stat => "stat", _ => null };

    /// <summary>The code for a deadline on that day; null while it is far.</summary>
    public static string? OfDeadline(DateOnly due, DateOnly today, int deadlineDays, Holidays? holidays = null) =>
        due <= today ? DeadlinePassed
        : due <= WorkingTime.DaysAfter(today, deadlineDays, day => holidays?.AreHereOn(day) == true) ? DeadlineNear
        : null;

    /// <summary>The first day still to come by which somebody must act; null where the page names none.</summary>
    public static DateOnly? RespondBy(IReadOnlyList<UrgentMention> mentions, DateOnly today) =>
        mentions.Where(m => m.Kind == UrgentKind.Deadline && m.Due > today).Min(m => m.Due);

    /// <summary>The smaller the graver.</summary>
    public static int Gravity(string code) => Array.IndexOf(ByGravity, code) is var at and >= 0 ? at : ByGravity.Length;
}
