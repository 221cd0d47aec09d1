namespace ClinicOps.Correspondence.Calls;

/// <summary>Where a conversation is opened.</summary>
internal static class ConversationPages
{
    public static string Of(Guid conversationId) => $"/correspondence/conversations/conversation/{conversationId}";
}
