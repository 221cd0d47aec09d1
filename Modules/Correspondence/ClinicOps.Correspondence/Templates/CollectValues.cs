using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Correspondence.Templates;

/// <summary>Asks the other modules what the fields of a letter stand for now, and notes where each answer came from.</summary>
internal sealed partial class CollectValues(IPatients patients, IRelatedPeople people, ITasks tasks, IOrders orders, IReferralAsks referrals, IVisits visits, CollectResults results, IPatientLetterAsks asks, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Of a table of visits.</summary>
    private const int MostVisits = 12;

    /// <summary>One value a field, in the fields' order; the value is null when nobody knows it.</summary>
    public async Task<IReadOnlyList<MergeValue>> Run(IEnumerable<string> fields, LetterSubject subject, CancellationToken stopping)
    {
        var culture = CultureInfo.GetCultureInfo(subject.Language == "en" ? "en-US" : subject.Language);
        var profile = await organization.Profile(stopping);
        var location = profile.Find(subject.LocationId);
        var patient = await patients.Find(subject.PatientId, stopping);
        var wanted = fields.ToList();

        // Of several nobody knows which is meant: who writes the letter says so.
        var family = wanted.Any(field => field.StartsWith("family.", StringComparison.Ordinal)) && await people.WhoReceiveMail(subject.PatientId, stopping) is [var only] ? only : null;
        var task = subject.TaskId is { } taskId ? await tasks.Find(taskId, stopping) : null;
        var order = subject.OrderId is { } orderId ? await orders.Find(orderId, stopping) : null;
        var referral = wanted.Any(field => field.StartsWith("referral.", StringComparison.Ordinal)) ? await referrals.Find(subject.PatientId, subject.TaskId, stopping) : null;

        // A visit of a class of its own is told in letters of that class alone: who sees the letter sees its text.
        var coming = (await visits.OfPatient(subject.PatientId, stopping))
            .Where(visit => visit.State == VisitStates.Booked && visit.StartsAt > clock.GetUtcNow() && (visit.AccessClass == AccessClass.Standard || visit.AccessClass == subject.AccessClass))
            .OrderBy(visit => visit.StartsAt).ToList();
        var next = coming.FirstOrDefault();
        var asked = subject.AskId is { } ask && wanted.Contains("asked.visit") ? await asks.ToWrite(ask, stopping) : null;
        var filed = wanted.Contains(LetterBlock.ResultTable.Field) ? await results.Run(subject, location, culture, stopping) : null;
        var user = actor.UserId is { } userId ? await organization.NameOfUser(userId, stopping) : null;

        return [.. wanted.Select(field => field switch
        {
            "patient.full_name" => OfPatient(field, patient?.FullName),
            "patient.birth_date" => OfPatient(field, Day(patient?.BirthDate, culture)),
            "patient.mrn" => OfPatient(field, patient?.Mrn),
            "patient.address" => OfPatient(field, InLines(patient?.Address)),
            "family.name" => OfPatient(field, family?.Name),
            "family.address" => OfPatient(field, InLines(family?.Address)),
            "task.title" => new MergeValue(field, task?.Title, "task", task?.Id),
            "task.due" => new MergeValue(field, Day(task?.Due, culture), "task", task?.Id),
            "order.description" => OfOrder(field, order?.Description),
            "order.ordered_on" => OfOrder(field, Day(order?.OrderedOn, culture)),
            "order.ordering_provider" => OfOrder(field, order?.OrderingProvider),
            "order.problem" => OfOrder(field, Problem(order?.State)),
            "referral.pcp" => OfPatient(field, referral?.Pcp),
            "referral.plan" => OfPatient(field, referral?.Plan),
            "referral.reason" => OfPatient(field, referral?.Reason),
            "visit.next" => new MergeValue(field, next is null ? null : InWords(next, profile, culture), "visit", next?.Id),
            LetterBlock.VisitTable.Field => new MergeValue(field, coming.Count == 0 ? null : string.Join('\n', coming.Take(MostVisits).Select(visit => InCells(visit, profile, culture))), "visit", null),
            LetterBlock.ResultTable.Field => new MergeValue(field, filed, "chart", null),
            "asked.visit" => new MergeValue(field, asked?.VisitAt is { } at ? Moment(LocalTime.At(profile.Find(asked.LocationId), at), culture) : null, "visit", null),
            "clinic.name" => new MergeValue(field, profile.Name, "clinic", null),
            "location.name" => OfLocation(field, location?.Name),
            "location.address" => OfLocation(field, location?.Address),
            "location.phone" => OfLocation(field, location?.Phone),
            "location.fax" => OfLocation(field, location?.Fax),
            "letter.date" => new MergeValue(field, LocalNow(location).ToString(culture.Name == "en-US" ? "MMMM d, yyyy" : "d 'de' MMMM 'de' yyyy", culture), "clock", null),
            "user.name" => new MergeValue(field, user, "user", actor.UserId),
            _ => new MergeValue(field, null, "staff", null),
        })];

        MergeValue OfPatient(string field, string? value) => new(field, value, "patient", subject.PatientId);
        MergeValue OfOrder(string field, string? value) => new(field, value, "order", subject.OrderId);
        MergeValue OfLocation(string field, string? value) => new(field, value, "location", subject.LocationId);
    }

    private DateTimeOffset LocalNow(Location? location) => LocalTime.At(location, clock.GetUtcNow());

    internal static string? Day(DateOnly? day, CultureInfo culture) => day?.ToString(culture.Name == "en-US" ? "MM/dd/yyyy" : "dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string InWords(VisitSummary visit, OrganizationProfile profile, CultureInfo culture)
    {
        var location = profile.Find(visit.LocationId);
        var start = LocalTime.At(location, visit.StartsAt);
        return $"{Moment(start, culture)}, {visit.ProviderName}, {location?.Name}";
    }

    /// <summary>When, where and with whom, as cells of a table; nothing of what kind the visit is.</summary>
    private static string InCells(VisitSummary visit, OrganizationProfile profile, CultureInfo culture)
    {
        var location = profile.Find(visit.LocationId);
        var start = LocalTime.At(location, visit.StartsAt);
        string[] cells = [start.ToString("D", culture), start.ToString("h:mm tt", CultureInfo.InvariantCulture), location?.Name ?? "", visit.ProviderName];
        return InLine(cells);
    }

    /// <summary>The cells of a row, as staff may rewrite them.</summary>
    internal static string InLine(IEnumerable<string> cells) => string.Join($" {LetterBlock.VisitTable.Parting} ", cells.Select(cell => cell.Replace(LetterBlock.VisitTable.Parting, '/')));

    private static string Moment(DateTimeOffset local, CultureInfo culture) => $"{local.ToString("D", culture)}, {local.ToString("h:mm tt", CultureInfo.InvariantCulture)}";

    /// <summary>Completes "because it ...".</summary>
    private static string? Problem(string? state) => state switch
    {
        "unsigned" => "is not signed",
        "undated" => "is not dated",
        "illegible" => "cannot be read with certainty",
        "elsewhere" => "is addressed to somebody else",
        "duplicate" => "seems to be one that we have already",
        "expired" => "was written too long ago for us to act on it",
        "cancelled" => "seems to be cancelled",
        "struck_out" => "has words that are crossed out",
        _ => null,
    };

    /// <summary>"48 Congress Street, Apt 3, Portland, ME 04101" as it stands on an envelope: the town on a line of its own.</summary>
    internal static string? InLines(string? address) => address is null ? null : Town().Replace(address.Trim(), "\n$1");

    [GeneratedRegex(@",\s*([^,\n]+,\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?)$")]
    private static partial Regex Town();
}

/// <summary>What a letter is about, as ids.</summary>
/// <param name="Language">Of the letter, "en": dates are written in it.</param>
internal sealed record LetterSubject(Guid PatientId, Guid? TaskId, Guid? OrderId, Guid LocationId, string Language)
{
    /// <summary>The ask of another module that it is written for, which is the letter's id too; null for all others.</summary>
    public Guid? AskId { get; init; }

    /// <summary>Of the letter: what has a class of its own besides is left out of it.</summary>
    public string AccessClass { get; init; } = Kernel.Access.AccessClass.Standard;

    public static LetterSubject Of(Letter letter) =>
        new(letter.PatientId, letter.TaskId, letter.OrderId, letter.LocationId, letter.Language) { AskId = LetterTemplates.IsAskedFor(letter.TemplateCode) ? letter.Id : null, AccessClass = letter.AccessClass };
}
