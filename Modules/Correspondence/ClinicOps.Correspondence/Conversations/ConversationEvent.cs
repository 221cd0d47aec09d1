using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>What staff or the clock did with a conversation, beside what was said in it: only ever added to.</summary>
internal sealed class ConversationEvent
{
    public required Guid Id { get; init; }

    public required Guid ConversationId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The user; null for the machine.</summary>
    public Guid? By { get; init; }

    /// <summary>One of <see cref="ConversationStep"/>.</summary>
    public required string What { get; init; }

    /// <summary>How it stood before and after: a code, an id or an instant; null for none.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class ConversationStep
{
    public const string Opened = "opened";
    public const string Owner = "owner";
    public const string Due = "due";
    public const string Kind = "kind";
    public const string Patient = "patient";
    public const string Class = "class";
    public const string Closed = "closed";
    public const string Reopened = "reopened";
    public const string HandedOver = "handed_over";

    /// <summary>Nobody answered in time.</summary>
    public const string HandedUp = "handed_up";
    public const string RedFlag = "red_flag";
    public const string RedFlagSeen = "red_flag_seen";
    public const string TakenBack = "entry_taken_back";
    public const string BroughtBack = "entry_brought_back";
}

/// <summary>Writes the lines of a conversation's history; saves nothing by itself.</summary>
internal sealed class ConversationHistory(CorrespondenceDb db, CurrentActor actor, TimeProvider clock)
{
    /// <returns>The id of the line, under which a user may undo it.</returns>
    public Guid Add(Conversation conversation, string what, string? before = null, string? after = null)
    {
        var now = clock.GetUtcNow();
        var line = new ConversationEvent { Id = Guid.CreateVersion7(now), ConversationId = conversation.Id, At = now, By = actor.UserId, What = what, Before = before, After = after };
        db.ConversationEvents.Add(line);
        return line.Id;
    }
}
