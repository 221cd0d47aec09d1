using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Calls;

/// <summary>
/// Whom to call now: promises to call back, and what the other modules want done by phone. One line a visit. Tried how often, by whom last and how the patient wants to be reached
/// stand with each. The caller audits what it shows.
/// </summary>
internal sealed class ListCalls(
    CorrespondenceDb db, VisibleConversations visible, IEnumerable<ICallsToMake> sources, IPatients patients, IContactPreferences preferences, IOrganization organization, TimeProvider clock)
{
    /// <param name="may">Whether the user has the right of that name: what they cannot work on is not listed. Nor is who has died: nobody calls them.</param>
    public async Task<IReadOnlyList<ListedCall>> Run(Func<string, Task<bool>> may, CancellationToken stopping)
    {
        var (now, profile) = (clock.GetUtcNow(), await organization.Profile(stopping));
        var (promises, errands) = (await Promises(stopping), await Errands(may, stopping));
        Guid[] ids = [.. promises.Select(one => one.Conversation.PatientId).OfType<Guid>().Concat(errands.Select(errand => errand.PatientId)).Distinct()];
        var people = (await patients.Find(ids, stopping)).ToDictionary(patient => patient.Id);
        var reach = await preferences.HowToReach(ids, stopping);
        var calls = await Calls([.. promises.Select(one => one.Promise.Id), .. errands.Select(errand => errand.Id)], stopping);
        return
        [
            .. promises.Select(one => Of(one.Promise, one.Conversation, one.Conversation.PatientId is { } patient ? people.GetValueOrDefault(patient) : null, profile)).Concat(
                    errands.Where(errand => people.TryGetValue(errand.PatientId, out var known) && !known.IsDeceased).Select(errand => Of(errand, people[errand.PatientId], profile)))
                .Select(call => call with { Reach = call.Patient is { } patient ? reach.GetValueOrDefault(patient.Id) : null, Calls = calls.GetValueOrDefault(call.Id, []), IsLate = call.Due < now })
                .OrderBy(call => call.Due ?? DateTimeOffset.MaxValue).ThenBy(call => call.Id),
        ];
    }

    private async Task<List<(ConversationEntry Promise, Conversation Conversation)>> Promises(CancellationToken stopping)
    {
        var open = visible.Conversations.Where(c => c.State != ConversationState.Closed);
        var found = await db.OpenCallBacks.AsNoTracking().Join(open.AsNoTracking(), promise => promise.ConversationId, c => c.Id, (promise, c) => new { Promise = promise, Conversation = c }).ToListAsync(stopping);

        // Promised twice in one conversation, it is the last word that counts.
        return [.. found.GroupBy(one => one.Conversation.Id).Select(one => one.MaxBy(promise => promise.Promise.At)!).Select(one => (one.Promise, one.Conversation))];
    }

    private async Task<List<CallToMake>> Errands(Func<string, Task<bool>> may, CancellationToken stopping)
    {
        var all = new List<CallToMake>();
        foreach (var source in sources)
        {
            all.AddRange(await source.Now(stopping));
        }

        var allowed = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var right in all.Select(errand => errand.Right).Distinct())
        {
            allowed[right] = await may(right);
        }

        // A task that says "call about this visit" is the same call as the visit's own line, which knows more.
        var own = all.Where(errand => errand is { Kind: not CallKinds.Task, VisitId: not null } && allowed[errand.Right]).Select(errand => errand.VisitId).ToHashSet();
        return [.. all.Where(errand => allowed[errand.Right] && !(errand.Kind == CallKinds.Task && errand.VisitId is not null && own.Contains(errand.VisitId)))];
    }

    /// <summary>What was logged of calls for these, earliest first.</summary>
    private async Task<Dictionary<Guid, IReadOnlyList<CallAttempt>>> Calls(Guid[] ids, CancellationToken stopping) =>
        (await db.StandingCalls.AsNoTracking().Where(call => call.ForId != null && ids.Contains(call.ForId.Value)).OrderBy(call => call.At)
            .Select(call => new { For = call.ForId!.Value, call.At, call.By, call.CallOutcome }).ToListAsync(stopping))
        .GroupBy(call => call.For)
        .ToDictionary(all => all.Key, all => (IReadOnlyList<CallAttempt>)[.. all.Select(call => new CallAttempt(call.At, call.By, ConversationWords.CallOutcomeOf(call.CallOutcome!)))]);

    private static ListedCall Of(ConversationEntry promise, Conversation conversation, PatientSummary? patient, OrganizationProfile profile)
    {
        var location = profile.Find(conversation.LocationId);
        return new ListedCall(
            ListedCall.CallBack, promise.Id, patient, promise.Person.Length > 0 ? promise.Person : conversation.Correspondent, promise.Number ?? (conversation.Address is { } address && PhoneDigits.Whole(address) is { } digits ? digits : null),
            conversation.Subject, promise.CallBackAt, "call back " + LocalTime.At(location, promise.CallBackAt!.Value).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture), location, "", conversation.AccessClass)
        {
            ConversationId = conversation.Id,
            LocationId = conversation.LocationId,
        };
    }

    private static ListedCall Of(CallToMake errand, PatientSummary patient, OrganizationProfile profile) =>
        new(errand.Kind, errand.Id, patient, "", null, errand.What, errand.Due, errand.DueWords, profile.Find(errand.LocationId), errand.Path, errand.AccessClass)
        {
            LocationId = errand.LocationId,
            CareThreadId = errand.CareThreadId,
            NotedThere = errand.Attempts,
            LastThere = errand.Last,
        };
}

/// <summary>A line of the list of calls.</summary>
/// <param name="Kind">One of <see cref="CallKinds"/>, or <see cref="CallBack"/>.</param>
/// <param name="Id">What calls for it name as <see cref="ConversationEntry.ForId"/>.</param>
/// <param name="Patient">Null of a promise to somebody who is about no patient.</param>
/// <param name="Person">Who is to be called, as they said it; empty for the patient.</param>
/// <param name="Number">Digits that they called from; null for the number on the patient's record.</param>
/// <param name="Path">Where it is worked; empty where it is here.</param>
internal sealed record ListedCall(
    string Kind, Guid Id, PatientSummary? Patient, string Person, string? Number, string What, DateTimeOffset? Due, string DueWords, Location? Location, string Path, string AccessClass)
{
    /// <summary>A promise to call back.</summary>
    public const string CallBack = "call-back";

    public Guid? ConversationId { get; init; }

    public Guid LocationId { get; init; }

    public Guid? CareThreadId { get; init; }

    /// <summary>How the patient wants to be reached; null while nobody said anything.</summary>
    public HowToReach? Reach { get; init; }

    /// <summary>Logged here for it, earliest first.</summary>
    public IReadOnlyList<CallAttempt> Calls { get; init; } = [];

    /// <summary>Attempts that the module whose work it is has noted itself.</summary>
    public int NotedThere { get; init; }

    public CallAttempt? LastThere { get; init; }

    public bool IsLate { get; init; }

    public CallAttempt? Last => Calls is [.., var last] && !(LastThere?.At > last.At) ? last : LastThere;

    public string Name => Person.Length > 0 && Patient is not null && Person != Patient.FullName ? $"{Person}, about {Patient.ListName}" : Patient?.ListName ?? (Person.Length > 0 ? Person : "Nobody said who");

    /// <summary>As people read it; empty where none is known.</summary>
    public string Phone => Number is { } digits ? PhoneDigits.Shown(digits) : Patient?.Phone ?? "";

    public string KindInWords => Kind switch
    {
        CallBack => "Call back",
        CallKinds.ProviderOut => "Provider is out",
        CallKinds.Confirm => "Confirm a visit",
        CallKinds.Recall => "Time to come again",
        CallKinds.Task => "Task",
        _ => "Call",
    };
}
