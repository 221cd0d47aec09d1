using ClinicOps.Kernel.Access;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Kernel.Audit;

/// <summary>Who acts in this scope: set once by the web request, the job runner or the command line.</summary>
public sealed class CurrentActor
{
    /// <summary>The user, or null for the machine.</summary>
    public Guid? UserId { get; private set; }

    /// <summary>"user", "job:documents.read" or "cli:import".</summary>
    public string Via { get; private set; } = "system";

    /// <summary>The locations this user works at; empty for the machine, which is bound to none.</summary>
    public IReadOnlyList<Guid> Locations { get; private set; } = [];

    /// <summary>Whether what lies at this location is in sight: of the user's own locations; of all for the machine and for users bound to none.</summary>
    public bool SeesLocation(Guid locationId) => Locations.Count == 0 || Locations.Contains(locationId);

    /// <summary>The route of the page a user acts from, "/documents/review/{documentId:guid}", never its values; null elsewhere.</summary>
    public string? Page { get; private set; }

    /// <summary>True for the machine, which has to know of everybody to be right about anybody: the gate, jobs, checks.</summary>
    public bool SeesEveryClass { get; private set; } = true;

    /// <summary>Codes of the access classes in sight, the standard one among them; says nothing while every class is.</summary>
    public List<string> Classes { get; private set; } = [AccessClass.Standard];

    /// <summary>The subjects whose records are open to this user by a running break-glass.</summary>
    public List<Guid> Opened { get; private set; } = [];

    public bool SeesClass(string code) => SeesEveryClass || Classes.Contains(code);

    public void ActAsUser(Guid userId, IReadOnlyList<Guid> locations, string? page = null)
    {
        UserId = userId;
        Via = "user";
        Locations = locations;
        Page = page;
        See([], []);
    }

    /// <summary>Somebody at the door: nothing but what everybody may see.</summary>
    public void ActAsGuest()
    {
        Via = "guest";
        See([], []);
    }

    /// <summary>Does what the holder of a sealed link may have done, whatever class the record behind it has: the link was looked at, and names one row.</summary>
    public void ActAsLink() => Via = "link";

    /// <summary>Narrows what is in sight to the standard class and these.</summary>
    /// <param name="classes">Codes of the access classes the user is cleared for.</param>
    /// <param name="opened">Subjects that a running break-glass has opened, whatever their class.</param>
    public void See(IReadOnlyCollection<string> classes, IReadOnlyCollection<Guid> opened)
    {
        SeesEveryClass = false;
        Classes = [AccessClass.Standard, .. classes.Except([AccessClass.Standard])];
        Opened = [.. opened];
    }

    /// <summary>Asks what this user sees by clearance alone, whatever a running break-glass has opened.</summary>
    public async Task<T> WithoutBreakGlass<T>(Func<Task<T>> ask)
    {
        var opened = Opened;
        Opened = [];
        try
        {
            return await ask();
        }
        finally
        {
            Opened = opened;
        }
    }

    /// <summary>Recorded name of the job at work in this scope; null where none is.</summary>
    public string? Job { get; private set; }

    public void ActAsJob(string name) => (Job, Via) = (name, "job:" + name);

    /// <summary>Acts with one class more in sight: for who takes back what they themselves closed to everybody. What comes of it is looked at by who asks.</summary>
    public async Task<T> AlsoSeeing<T>(string code, Func<Task<T>> act)
    {
        var classes = Classes;
        Classes = [.. classes.Append(code).Distinct()];
        try
        {
            return await act();
        }
        finally
        {
            Classes = classes;
        }
    }

    public void ActAsCommand(string verb) => Via = "cli:" + verb;
}

/// <summary>One read or change of protected data: ids and codes, never values (those are in the module's own history).</summary>
/// <param name="Action">Recorded code, "patient.viewed".</param>
/// <param name="SubjectKind">What was read or changed, "patient".</param>
/// <param name="ResultIds">Of a search: the ids it showed. A search is one entry.</param>
/// <param name="Reason">A code, or what a user wrote as the reason of the act.</param>
public sealed record AuditEntry(
    string Action,
    string SubjectKind,
    Guid? SubjectId,
    IReadOnlyList<Guid>? ResultIds = null,
    string? Reason = null,
    Guid? LocationId = null);

/// <summary>Appends to the audit table, which every role may INSERT into and none may change.</summary>
public sealed class AuditTrail(CurrentActor actor, TimeProvider clock)
{
    /// <summary>Writes the entry on the context's connection: inside its transaction where there is one.</summary>
    public Task Record(DbContext db, AuditEntry entry, CancellationToken stopping = default)
    {
        var results = entry.ResultIds?.ToArray() ?? [];
        var via = actor.Page is null ? actor.Via : $"{actor.Via}:{actor.Page}";
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO audit.entries (id, at, user_id, via, action, subject_kind, subject_id, result_ids, reason, location_id)
            VALUES ({Guid.CreateVersion7()}, {clock.GetUtcNow()}, {actor.UserId}, {via}, {entry.Action}, {entry.SubjectKind},
                    {entry.SubjectId}, {results}, {entry.Reason}, {entry.LocationId})
            """,
            stopping);
    }
}
