using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Calls;

/// <summary>Calls of a patient or a conversation, latest first, each with what was promised in it and who kept that, when. The caller audits what it shows.</summary>
internal sealed class ListCallBacks(CorrespondenceDb db, VisibleConversations visible, IOrganization organization)
{
    private const int MostShown = 10;

    public Task<IReadOnlyList<ShownCall>> OfPatient(Guid patientId, CancellationToken stopping) => Of(db.Conversations.Where(c => c.PatientId == patientId), stopping);

    public Task<IReadOnlyList<ShownCall>> OfConversation(Guid conversationId, CancellationToken stopping) => Of(db.Conversations.Where(c => c.Id == conversationId), stopping);

    private async Task<IReadOnlyList<ShownCall>> Of(IQueryable<Conversation> conversations, CancellationToken stopping)
    {
        var rows = await db.StandingCalls.AsNoTracking().Join(conversations, call => call.ConversationId, c => c.Id, (call, c) => new { Call = call, c.Subject, c.LocationId }).OrderByDescending(row => row.Call.At).Take(MostShown).ToListAsync(stopping);
        var promised = rows.Where(row => row.Call.CallBackAt is not null).Select(row => row.Call.ConversationId).ToList();
        var reached = (await db.StandingCalls.AsNoTracking().Where(call => promised.Contains(call.ConversationId) && call.CallOutcome == CallOutcome.Reached).OrderBy(call => call.At).ToListAsync(stopping)).ToLookup(call => call.ConversationId);
        var profile = await organization.Profile(stopping);
        var shown = new List<ShownCall>();
        foreach (var row in rows)
        {
            var location = profile.Find(row.LocationId);
            var kept = row.Call.CallBackAt is null ? null : reached[row.Call.ConversationId].FirstOrDefault(later => later.At > row.Call.At);
            shown.Add(new ShownCall(
                row.Call,
                row.Subject,
                LocalTime.At(location, row.Call.At),
                await NameOf(row.Call.By, stopping),
                row.Call.CallBackAt is { } due ? LocalTime.At(location, due) : null,
                kept is null ? null : LocalTime.At(location, kept.At),
                kept is null ? "" : await NameOf(kept.By, stopping),
                visible.Location(row.LocationId)));
        }

        return shown;
    }

    private async Task<string> NameOf(Guid? user, CancellationToken stopping) => user is { } id ? await organization.NameOfUser(id, stopping) ?? "somebody" : "ClinicOps";
}

/// <param name="At">On the wall clock of the conversation's location, as are the others.</param>
/// <param name="CallBackAt">When it was promised to call back; null where it was not.</param>
/// <param name="KeptAt">When somebody was reached after that; null while nobody was.</param>
/// <param name="KeptBy">Who reached them.</param>
/// <param name="MayOpen">It is of a location of the acting user: calls of others are listed, and opened by who works there.</param>
internal sealed record ShownCall(ConversationEntry Call, string Subject, DateTimeOffset At, string By, DateTimeOffset? CallBackAt, DateTimeOffset? KeptAt, string KeptBy, bool MayOpen);

/// <summary>The panel "Calls" of the patient page: the latest ones, of every location, since they are the patient's record.</summary>
internal sealed class PatientCallsPanel(ListCallBacks calls, CorrespondenceDb db, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var shown = await calls.OfPatient(subjectId, stopping);
        await audit.Record(db, new AuditEntry("calls.viewed", "patient", subjectId, [.. shown.Select(one => one.Call.ConversationId).Distinct()]), stopping);
        return new PatientCallsView(subjectId, shown);
    }
}

internal sealed record PatientCallsView(Guid PatientId, IReadOnlyList<ShownCall> Calls);
