using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>One document as it was made: the truth that what became of it is compared with.</summary>
/// <param name="Pages">Numbers in the transmission.</param>
/// <param name="Subject">Null when the paper does not tell whom it concerns.</param>
/// <param name="MayBeFiled">The safety rules allow a machine to file it, as it was read.</param>
/// <param name="Heading">What its heading says; empty without one.</param>
internal sealed record Paper(string Trap, DocumentType Type, IReadOnlyList<int> Pages, Person? Subject, bool MayBeFiled, string Heading, string Form)
{
    /// <summary>The safety rules keep it from a machine however well it was read.</summary>
    public bool Forbidden { get; init; }

    /// <summary>Nothing on its first page tells that it begins there: no cut by content can find it.</summary>
    public bool Hidden { get; init; }
}

/// <summary>A transmission as drawn, with its truth.</summary>
internal sealed record Sending(int Index, Wearing Wearing, IReadOnlyList<PageText> Pages, IReadOnlyList<Paper> Papers, IReadOnlyList<int> Covers)
{
    /// <summary>Drawn from the seed, the clinic and the index alone.</summary>
    public static Sending Drawn(Draw draw, Register register, int index)
    {
        var wearing = draw.Pick(Wearing.Clean, Wearing.Clean, Wearing.Clean, Wearing.Medium, Wearing.Medium, Wearing.Bad);
        var plans = Plans(draw, register);
        var setter = new SetPapers(draw);
        if (plans.Exists(p => p.OnCover is not null) || draw.Chance(plans.Count > 1 ? 0.4 : 0.15))
        {
            setter.Cover(plans.Select(p => p.OnCover).FirstOrDefault(p => p is not null) ?? (draw.Chance(0.4) && plans.Count == 1 ? plans[0].Shown : null), plans[0].OnCover is null);
        }

        if (draw.Chance(0.03) && setter.Sheets.Count == 0)
        {
            setter.LaidIntoEachOther(Plan.Usual(draw, draw.One(register.People), "pages of two laid into each other"), Plan.Usual(draw, draw.One(register.People), "pages of two laid into each other"));
        }
        else
        {
            plans.ForEach(setter.Document);
        }

        var read = setter.Sheets.Select((sheet, at) => Wear.Read(draw, at + 1, sheet.Words, wearing)).ToList();
        return new(
            index,
            wearing,
            [.. read.Select(r => r.Page)],
            [
                .. setter.Set.Select(set => set.Paper with
                {
                    MayBeFiled = set.Paper.MayBeFiled && !set.Paper.Pages.Any(number => read[number - 1].Hurt) && !(set.AskedWell && wearing == Wearing.Bad),
                }),
            ],
            setter.Covers);
    }

    private static List<Plan> Plans(Draw draw, Register register)
    {
        var first = Plan.Drawn(draw, register);
        if (draw.Chance(0.68))
        {
            return [first];
        }

        // Papers of one family lie on one glass.
        if (draw.Chance(0.3))
        {
            var pair = draw.One(register.Pairs);
            List<Plan> kin = [Of(pair.One), Of(pair.Two)];
            return draw.Chance(0.5) ? kin : [kin[1], kin[0]];
        }

        return [first, .. Enumerable.Range(0, draw.Int(1, 3)).Select(_ => Plan.Drawn(draw, register))];

        static Plan Of(Person person) => new("kin in one transmission", person, person, NameForm.Full, person.IsRegistered) { AskedWell = true };
    }
}
