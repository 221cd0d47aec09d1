using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Notices;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    /// <summary>Calls that were not taken back.</summary>
    public IQueryable<ConversationEntry> StandingCalls => ConversationEntries.Where(entry => entry.Channel == EntryChannel.Call && entry.TakenBackAt == null);

    /// <summary>Those whose promise to call back nobody has kept yet: no call in the same conversation has reached anybody since.</summary>
    public IQueryable<ConversationEntry> OpenCallBacks
    {
        get
        {
            var calls = StandingCalls;
            return calls.Where(promise => promise.CallBackAt != null
                && !calls.Any(later => later.ConversationId == promise.ConversationId && later.At > promise.At && later.CallOutcome == CallOutcome.Reached));
        }
    }

    /// <summary>For counting: those of patients and conversations whose class is closed to the acting user are left out.</summary>
    public IQueryable<Notice> NoticesInSight => Notices.Where(notice => (notice.ConversationId == null || Conversations.Any(c => c.Id == notice.ConversationId)) && (
        SeesEveryClass || (notice.PatientId != null && Opened.Contains(notice.PatientId.Value)) || !SubjectClasses.Any(s => s.SubjectId == notice.PatientId && !Cleared.Contains(s.AccessClass))));

    private static void DescribeCalls(ModelBuilder model) =>
        model.Entity<ConversationEntry>(entry =>
        {
            entry.ToTable(table => table.HasCheckConstraint("conversation_entries_only_calls_promise_calls", "channel = 'call' OR (call_back_at IS NULL AND for_id IS NULL)"));
            entry.HasIndex(e => e.CallBackAt).HasFilter("call_back_at IS NOT NULL");
            entry.HasIndex(e => e.ForId).HasFilter("for_id IS NOT NULL");
        });
}
