using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The clinic's fax numbers: those that somebody has to look at first, then those looked for. Whose a number is says nothing of a patient.</summary>
[Authorize(Policy = CorrespondenceRights.SendLetters)]
internal sealed class NumbersModel(CorrespondenceDb db, VisibleToActor visible, EnterNumber enter, CheckNumber check, IOrganization organization) : PageModel
{
    public const int MostShown = 100;

    public NumberForm Form { get; private set; } = new();

    public string? Wanted { get; private set; }

    public string? Refusal { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<NumberToCheck> ToCheck { get; private set; } = [];

    public IReadOnlyList<KnownNumber> Found { get; private set; } = [];

    public Task OnGet(CancellationToken stopping) => Load(stopping);

    public async Task<IActionResult> OnPostFind(string? wanted, CancellationToken stopping)
    {
        Wanted = wanted?.Trim() is { Length: > 0 } text ? text : null;
        await Load(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostEnter(NumberForm form, CancellationToken stopping)
    {
        switch (await enter.Run(form.Number, form.Name, form.Kind, form.LocationId, stopping))
        {
            case NumberChange.Done done:
                TempData["toast"] = "The number is entered. Nothing is faxed there before it was looked at a second time.";
                return Redirect($"/correspondence/numbers/number/{done.Id}");
            case NumberChange.Refused refused:
                Refusal = refused.Why;
                break;
        }

        Form = form;
        await Load(stopping);
        return Page();
    }

    private async Task Load(CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => visible.Location(location.Id))];
        var open = await db.KnownNumbers.AsNoTracking().Where(number => number.State == NumberState.New || number.State == NumberState.Misdirected).OrderBy(number => number.EnteredAt).ToListAsync(stopping);
        var rows = new List<NumberToCheck>();
        foreach (var number in open.Where(number => visible.Location(number.LocationId)))
        {
            rows.Add(new NumberToCheck(
                number, await db.WaitingFor(number.Digits).CountAsync(stopping), await check.WhoMay(number, stopping),
                number.EnteredBy is { } by ? await organization.NameOfUser(by, stopping) ?? "somebody no longer known" : "ClinicOps"));
        }

        ToCheck = rows;
        Found = await Matching(Wanted).OrderBy(number => number.Name).ThenBy(number => number.Digits).Take(MostShown).ToListAsync(stopping);
    }

    private IQueryable<KnownNumber> Matching(string? wanted)
    {
        var all = db.KnownNumbers.AsNoTracking();
        if (wanted is null)
        {
            return all;
        }

        var digits = string.Concat(wanted.Where(char.IsAsciiDigit));
        return digits.Length >= 3
            ? all.Where(number => number.Digits.Contains(digits))
            : all.Where(number => EF.Functions.ILike(number.Name, $"%{wanted.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%"));
    }
}

/// <param name="Waiting">How many faxes wait to go there.</param>
internal sealed record NumberToCheck(KnownNumber Number, int Waiting, SecondLook Look, string EnteredBy);

/// <summary>A number as it is typed. Public setters for the model binder alone.</summary>
internal sealed class NumberForm
{
    public string? Number { get; set; }

    public string? Name { get; set; }

    /// <summary>One of <see cref="NumberKind"/>.</summary>
    public string? Kind { get; set; }

    public Guid LocationId { get; set; }
}
