using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Orders;

/// <summary>Against what an order is held: the day it was received, and the names under which others know this clinic.</summary>
internal sealed record OrderSetting(DateOnly Received, IReadOnlyList<string> Ours);

/// <summary>How an order stands and why.</summary>
/// <param name="State">One of <see cref="OrderState"/>.</param>
/// <param name="Words">The reason, for the person who reads it. No patient text.</param>
/// <param name="Evidence">The <see cref="OrderValueName"/> whose place on the page shows it; null where nothing on the page does.</param>
internal sealed record OrderDecision(string State, string Words, string? Evidence);

/// <summary>
/// What an order is to the clinic. It is work only when it is signed, dated, legible, for this clinic, in force and not here already;
/// everything else is asked of the sender. The gravest reason counts: who cancels an order need not sign it.
/// </summary>
internal static class DecideOrderState
{
    /// <summary>Raise it when the rule changes.</summary>
    public const int RuleVersion = 3;

    /// <summary>Words that many names of facilities share: they tell nobody apart.</summary>
    private static readonly HashSet<string> CommonWords =
        [.. "the of and at for our your clinic clinics center centre medical health healthcare hospital group associates care specialty family practice imaging radiology lab labs laboratory laboratories diagnostic diagnostics pharmacy surgery surgical outpatient suite street st ave avenue road rd drive blvd facility services llc inc pc".Split(' ')];

    private static readonly HashSet<string> FacilityWords =
        [.. "clinic center centre hospital imaging radiology lab labs laboratory laboratories diagnostic diagnostics pharmacy surgery infirmary institute associates healthcare".Split(' ')];

    /// <param name="values">The values that stand, by their names.</param>
    public static OrderDecision Of(IReadOnlyDictionary<string, string> values, OrderSetting setting, OrderOptions options)
    {
        string? Value(string name) => values.GetValueOrDefault(name);

        var (orderedOn, until, due) = (StoredDay.Of(Value(OrderValueName.OrderedOn)), StoredDay.Of(Value(OrderValueName.ValidUntil)), StoredDay.Of(Value(OrderValueName.Due)));
        var ordinarily = orderedOn?.AddDays(options.ValidDays);
        if (until > ordinarily && Value(OrderValueName.Repeats) is null)
        {
            // What is done once is not in force for years: the day is of something else on the page.
            until = null;
        }

        var lastDay = until ?? ordinarily;
        var legibility = int.TryParse(Value(OrderValueName.Legibility), CultureInfo.InvariantCulture, out var read) ? read : 100;
        return true switch
        {
            _ when Value(OrderValueName.Cancelled) is not null =>
                new(OrderState.Cancelled, "The page says that it is cancelled.", OrderValueName.Cancelled),
            _ when Value(OrderValueName.StruckOut) is not null =>
                new(OrderState.StruckOut, "Words of it are crossed out on the page: a person must see whether it stands.", OrderValueName.StruckOut),
            _ when Value(OrderValueName.Elsewhere) is not null =>
                new(OrderState.Elsewhere, "The page says that somebody else acts on it.", OrderValueName.Elsewhere),
            _ when Value(OrderValueName.PerformAt) is { } place && IsElsewhere(place, setting.Ours) =>
                new(OrderState.Elsewhere, "It is to be done at another facility.", OrderValueName.PerformAt),
            _ when legibility < options.LeastLegibility =>
                new(OrderState.Illegible, $"Its words were read with {legibility} % certainty only: a person must read them.", OrderValueName.Description),
            _ when Value(OrderValueName.DuplicateOf) is not null =>
                new(OrderState.Duplicate, "The same order, of the same day and provider, is in this chart already.", OrderValueName.Description),
            _ when Value(OrderValueName.Signature) is not "signed" =>
                new(OrderState.Unsigned, WhyUnsigned(Value(OrderValueName.Signature)), OrderValueName.Signature),
            _ when orderedOn is null =>
                new(OrderState.Undated, "No day was found on which it was written.", null),
            _ when lastDay < setting.Received =>
                new(
                    OrderState.Expired,
                    until is null ? $"Written on {LocalTime.Us(orderedOn)}, more than {options.ValidDays} days before it arrived." : $"It was in force until {LocalTime.Us(until)}, and arrived later.",
                    until is null ? OrderValueName.OrderedOn : OrderValueName.ValidUntil),
            _ when due < setting.Received =>
                new(OrderState.Late, $"It was to be done by {LocalTime.Us(due)}, before it arrived.", OrderValueName.Due),
            _ when Value(OrderValueName.Repeats) is not null =>
                new(OrderState.Standing, until is null ? "It is to be repeated; the page does not say until when." : $"It is to be repeated until {LocalTime.Us(until)}.", OrderValueName.Repeats),
            _ => new(OrderState.Ready, "Signed, dated, legible and for this clinic.", null),
        };
    }

    private static string WhyUnsigned(string? signature) => signature switch
    {
        "verbal" => "It was given by phone, and nobody has co-signed it.",
        "unsigned" => "The page says that the signature is still missing.",
        _ => "No signature was found.",
    };

    /// <summary>The name of a facility that shares no telling word with any of ours. "Main campus" is no name of another facility.</summary>
    private static bool IsElsewhere(string place, IReadOnlyList<string> ours)
    {
        var words = Words(place).ToList();
        return words.Any(FacilityWords.Contains) && words.Any(word => !CommonWords.Contains(word)) && !ours.SelectMany(Words).Except(CommonWords).Intersect(words).Any();
    }

    private static IEnumerable<string> Words(string text) =>
        text.Split([' ', ',', '-', '/', '(', ')', '.', '&'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToLowerInvariant()).Where(word => word.Length > 1);
}
