using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.DataProtection;

namespace ClinicOps.Documents.Search;

/// <summary>What somebody seeks. Patient text: it stands in no address and no log.</summary>
/// <param name="Text">As typed: words, "phrases", -words.</param>
/// <param name="Type">Code of the type; null for any.</param>
/// <param name="State">One of <see cref="SearchState"/>; null for any.</param>
/// <param name="From">First day, on the clinic's calendar.</param>
/// <param name="Until">Last day.</param>
/// <param name="Label">Only documents with this label; null for any.</param>
/// <param name="Sender">A part of what the source tells of where it came from: a number, with the name that the line or the machine gave with it, or an e-mail address. What a letterhead says is sought among the words.</param>
internal sealed record DocumentSearch(string? Text, Guid? PatientId = null, string? Type = null, string? State = null, DateOnly? From = null, DateOnly? Until = null, string? Sender = null, Guid? Label = null)
{
    public DocumentType? KnownType => DocumentTypes.FromCode(Type ?? "");

    public bool HasFilter => PatientId is not null || Label is not null || KnownType is not null || SearchState.Choices.Any(choice => choice.Code == State) || From is not null || Until is not null || SenderPart.Length > 0;

    public string SenderPart => Plain(Sender)?.Trim() ?? "";

    /// <summary>What was typed as text that can be stored and sought: no longer than is looked at, and without what is no character.</summary>
    public static string? Plain(string? typed) => typed is null ? null
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(typed.Length > SearchQuery.LongestText ? typed[..SearchQuery.LongestText] : typed)).Replace("\0", "", StringComparison.Ordinal);
}

internal static class SearchState
{
    public const string Filed = "filed";
    public const string Practice = "practice";
    public const string Review = "review";
    public const string Junk = "junk";
    public const string Progress = "progress";

    public static readonly IReadOnlyList<(string Code, string Text)> Choices = [(Filed, "Filed"), (Practice, "The practice's own"), (Review, "Waits for review"), (Junk, "Junk or repeat"), (Progress, "Being worked on")];
}

/// <summary>
/// A search as it may stand in an address: sealed, for the user who made it and for a day. So a page of results can be gone back to,
/// and a document opened from it knows what to mark, and no address holds what was typed.
/// </summary>
internal sealed class SealedSearches(IDataProtectionProvider protection, CurrentActor actor, TimeProvider clock)
{
    private static readonly TimeSpan Good = TimeSpan.FromDays(1);

    public string Seal(DocumentSearch search, bool isWide = false) => Protector().Protect(JsonSerializer.Serialize(new Sealed(search, isWide, clock.GetUtcNow())));

    /// <returns>Null for what was sealed for somebody else, too long ago, or never.</returns>
    public (DocumentSearch Search, bool IsWide)? Open(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Sealed>(Protector().Unprotect(text)) is { } opened && opened.At + Good > clock.GetUtcNow() ? (opened.Search, opened.IsWide) : null;
        }
        catch (Exception notOurs) when (notOurs is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    private IDataProtector Protector() => protection.CreateProtector("ClinicOps.Documents.Search.v1", actor.UserId?.ToString() ?? "");

    private sealed record Sealed(DocumentSearch Search, bool IsWide, DateTimeOffset At);
}
