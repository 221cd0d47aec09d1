using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>The conversations in the acting user's sight, in the views people work by: what is alarming first, then what was handed up, then what is due first, then who waits longest.</summary>
internal sealed class ListConversations(CorrespondenceDb db, VisibleConversations visible, IPatients patients, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const int Most = 200;
    public const string Mine = "mine";
    public const string Nobodys = "nobodys";
    public const string All = "all";
    public const string Late = "late";
    public const string Waiting = "waiting";
    public const string Closed = "closed";

    /// <summary>How many patients of a search are looked at.</summary>
    private const int MostPatients = 50;

    public static readonly IReadOnlyList<(string Code, string Text)> Views =
        [(Mine, "Mine"), (Nobodys, "Nobody's"), (All, "All open"), (Late, "Late"), (Waiting, "Waiting for them"), (Closed, "Closed")];

    public static string? Known(string? view) => Views.Any(known => known.Code == view) ? view : null;

    public IQueryable<Conversation> In(string view)
    {
        var (user, now) = (actor.UserId, clock.GetUtcNow());
        return view switch
        {
            Mine => visible.Conversations.Where(c => c.State == ConversationState.Open && c.OwnerId == user),
            Nobodys => visible.Conversations.Where(c => c.State == ConversationState.Open && c.OwnerId == null),
            Late => visible.Conversations.Where(c => c.State != ConversationState.Closed && c.DueAt < now),
            Waiting => visible.Conversations.Where(c => c.State == ConversationState.Waiting),
            Closed => visible.Conversations.Where(c => c.State == ConversationState.Closed),
            _ => visible.Conversations.Where(c => c.State == ConversationState.Open || (c.State != ConversationState.Closed && c.RedFlagAt != null && c.RedFlagSeenAt == null)),
        };
    }

    /// <summary>What is open, of those with alarming words that no clinician has seen.</summary>
    public IQueryable<Conversation> Alarming => visible.Conversations.Where(c => c.RedFlagAt != null && c.RedFlagSeenAt == null);

    /// <summary>How many there are in each view that people work off.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Counts(CancellationToken stopping)
    {
        var counts = new Dictionary<string, int>();
        foreach (var view in new[] { Mine, Nobodys, All, Late, Waiting })
        {
            counts[view] = await In(view).CountAsync(stopping);
        }

        return counts;
    }

    /// <summary>How many in this view are not among these.</summary>
    public Task<int> Beside(string view, IReadOnlyCollection<Guid> shown, CancellationToken stopping) => In(view).CountAsync(c => !shown.Contains(c.Id), stopping);

    public Task<IReadOnlyList<ConversationRow>> Of(string view, CancellationToken stopping) => Rows(In(view), stopping);

    /// <summary>Those in which these words stand, or that are about whom they name; open ones and closed ones.</summary>
    public async Task<IReadOnlyList<ConversationRow>> Search(string words, CancellationToken stopping)
    {
        var pattern = $"%{words.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
        Guid[] people = [.. (await patients.Search(words, MostPatients, stopping)).Select(patient => patient.Id)];
        return await Rows(
            visible.Conversations.Where(c => EF.Functions.ILike(c.Subject, pattern) || EF.Functions.ILike(c.Correspondent, pattern)
                || (c.PatientId != null && people.Contains(c.PatientId.Value))
                || db.ConversationEntries.Any(e => e.ConversationId == c.Id && EF.Functions.ILike(e.Words, pattern))),
            stopping);
    }

    public async Task<IReadOnlyList<ConversationRow>> Rows(IQueryable<Conversation> wanted, CancellationToken stopping)
    {
        var found = await wanted.AsNoTracking()
            .OrderByDescending(c => c.RedFlagAt != null && c.RedFlagSeenAt == null)
            .ThenBy(c => c.State == ConversationState.Closed)
            .ThenByDescending(c => c.Escalations)
            .ThenBy(c => c.DueAt == null)
            .ThenBy(c => c.DueAt)
            .ThenByDescending(c => c.State == ConversationState.Closed ? c.LastEntryAt : DateTimeOffset.UnixEpoch)
            .ThenBy(c => c.LastEntryAt)
            .ThenBy(c => c.Id)
            .Take(Most)
            .ToListAsync(stopping);
        var profile = await organization.Profile(stopping);
        var named = (await patients.Find([.. found.Select(c => c.PatientId).OfType<Guid>().Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var (rows, owners, now) = (new List<ConversationRow>(), new Dictionary<Guid, string>(), clock.GetUtcNow());
        foreach (var conversation in found)
        {
            if (conversation.OwnerId is { } owner && !owners.ContainsKey(owner))
            {
                owners[owner] = await organization.NameOfUser(owner, stopping) ?? "somebody who left";
            }

            rows.Add(new ConversationRow(
                conversation,
                conversation.PatientId is { } patient ? named.GetValueOrDefault(patient) : null,
                conversation.OwnerId is { } of ? owners[of] : null,
                profile.Find(conversation.LocationId),
                now,
                visible.Location(conversation.LocationId)));
        }

        return rows;
    }
}

/// <summary>A conversation as lists show it.</summary>
/// <param name="Owner">Null for nobody.</param>
/// <param name="MayOpen">False for one of another location on the patient's page: that it is there is part of the record.</param>
internal sealed record ConversationRow(Conversation Conversation, PatientSummary? Patient, string? Owner, Location? Location, DateTimeOffset Now, bool MayOpen)
{
    /// <summary>Who it is with: as they said it, else their address.</summary>
    public string Who => Conversation.Correspondent is { Length: > 0 } said ? said : Address.Length > 0 ? Address : "somebody";

    /// <summary>Their e-mail address or number, as people read it; empty where neither is known.</summary>
    public string Address => Conversation.Address is { } address ? PhoneDigits.ShownAddress(address) : "";

    public bool IsAlarming => Conversation is { RedFlagAt: not null, RedFlagSeenAt: null };

    public bool IsLate => Conversation.State != ConversationState.Closed && Conversation.DueAt < Now;

    /// <summary>Since something last came in or went out: "3 h ago".</summary>
    public string Since => LocalTime.Ago(Now - Conversation.LastEntryAt);

    public DateTimeOffset? LocalDue => Conversation.DueAt is { } due ? LocalTime.At(Location, due) : null;

    public DateTimeOffset LocalOpened => LocalTime.At(Location, Conversation.OpenedAt);
}
