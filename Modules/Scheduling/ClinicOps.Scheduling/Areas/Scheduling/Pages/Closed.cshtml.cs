using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Days without hours, and times that are taken for a reason that is no visit.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class ClosedModel(
    SchedulingDb db, ChangeSetUp change, ProviderCalendar calendar, FindUnfitVisits unfit, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit, CurrentActor actor, TimeProvider clock)
    : SetUpPage(unfit, patients, organization, audit, db)
{
    private const string Address = "/scheduling/settings/closed";

    [BindProperty]
    public BlockForm Form { get; set; } = new();

    public IReadOnlyList<(Holiday Holiday, string Where)> Holidays { get; private set; } = [];

    public IReadOnlyList<BlockRow> Blocks { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>Whom and what a block can be of: "provider:ID", "room:ID", "location:ID".</summary>
    public IReadOnlyList<(string Value, string Name)> Choices { get; private set; } = [];

    /// <summary>The user is bound to no location, and may close the whole clinic.</summary>
    public bool SeesAll => actor.Locations.Count == 0;

    public DateOnly? TypedDate { get; private set; }

    public string? TypedName { get; private set; }

    /// <summary>Comes from a free time of the calendar, whose block is begun.</summary>
    public bool IsPrefilled => Form.Of is not null;

    /// <param name="of">Whose time, from the calendar: "provider:ID", "room:ID" or "location:ID".</param>
    /// <param name="at">From when on. See <see cref="Slot.Instant"/>.</param>
    /// <param name="date">The day, where no time was chosen.</param>
    public async Task OnGet(string? of, string? at, DateOnly? date, CancellationToken stopping)
    {
        if (await Whose(of, stopping) is { } whose)
        {
            (Form.Of, Form.Date) = (of, date);
            if (Slot.ParseInstant(at) is { } instant)
            {
                var start = LocalTime.At(whose.Location, instant);
                Form.Date = DateOnly.FromDateTime(start.DateTime);
                Form.From = TimeOnly.FromDateTime(start.DateTime);

                // An hour, up to the end of the day, which a clock writes as its beginning.
                Form.Until = start.Hour == 23 ? TimeOnly.MinValue : Form.From.Value.AddHours(1);
            }
        }

        await Show(stopping);
    }

    /// <param name="holidayId">Made by the form.</param>
    /// <param name="locationId">Null for the whole clinic.</param>
    public async Task<IActionResult> OnPostHoliday(Guid holidayId, DateOnly? date, string? name, Guid? locationId, CancellationToken stopping)
    {
        if (locationId is { } at ? !visible.Location(at) || (await Organization.Profile(stopping)).Find(at) is null : !SeesAll)
        {
            return NotFound();
        }

        (TypedDate, TypedName) = (date, name);
        if (date is not { } day || string.IsNullOrWhiteSpace(name) || name.Length > 60)
        {
            return await Refused("A holiday has a day and a name.", stopping);
        }

        var changed = await change.Run(
            SetUpParts.Holiday,
            holidayId,
            null,
            () =>
            {
                Db.Holidays.Add(new Holiday { Id = holidayId, LocationId = locationId, Date = day, Name = name.Trim() });
                return Task.FromResult<string?>(null);
            },
            stopping);

        // The same form sent twice: the holiday is there.
        return changed is SetUpChanged.ChangedMeanwhile ? Redirect(Address) : await After(changed, $"{name.Trim()}, {LocalTime.Us(day)}: nobody has the usual hours.", Address, () => Show(stopping));
    }

    public async Task<IActionResult> OnPostRemoveHoliday(Guid holidayId, CancellationToken stopping)
    {
        if (await Db.Holidays.AsNoTracking().SingleOrDefaultAsync(known => known.Id == holidayId, stopping) is not { } holiday || (holiday.LocationId is { } at ? !visible.Location(at) : !SeesAll))
        {
            return NotFound();
        }

        return await TakeOut(SetUpParts.Holiday, holidayId, () => Db.Holidays.Where(known => known.Id == holidayId).ExecuteDeleteAsync(stopping), $"{holiday.Name} is a day like others.", stopping);
    }

    public async Task<IActionResult> OnPostBlock(CancellationToken stopping)
    {
        if (await Whose(Form.Of, stopping) is not { } whose)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return await Refused(string.Join(' ', ModelState.Values.SelectMany(value => value.Errors).Select(error => error.ErrorMessage).Distinct()), stopping);
        }

        var time = new DayClock(Form.Date!.Value, whose.Location.TimeZone).Between(Minute(Form.From!.Value), Until(Form.Until!.Value));
        if (time.Until <= time.From)
        {
            return await Refused("A block ends after it begins.", stopping);
        }

        var changed = await change.Run(
            SetUpParts.Block,
            Form.BlockId,
            null,
            async () =>
            {
                // Who is just booking that time is waited for; the visit stands, and is named.
                await WaitFor(whose.ProviderId, whose.ResourceId, stopping);
                Db.Blocks.Add(new Block
                {
                    Id = Form.BlockId,
                    ProviderId = whose.ProviderId,
                    ResourceId = whose.ResourceId,
                    LocationId = whose.ProviderId is null && whose.ResourceId is null ? whose.Location.Id : null,
                    StartsAt = time.From,
                    EndsAt = time.Until,
                    Reason = Form.Reason!.Trim(),
                    MadeBy = actor.UserId,
                    MadeAt = clock.GetUtcNow(),
                });
                return null;
            },
            stopping);
        return changed is SetUpChanged.ChangedMeanwhile ? Redirect(Address) : await After(changed, "Blocked: nothing is booked over it.", Address, () => Show(stopping));
    }

    public async Task<IActionResult> OnPostRemoveBlock(Guid blockId, CancellationToken stopping)
    {
        if (await Db.Blocks.AsNoTracking().SingleOrDefaultAsync(known => known.Id == blockId, stopping) is not { } block
            || await Whose(block.ProviderId is { } provider ? $"provider:{provider}" : block.ResourceId is { } room ? $"room:{room}" : $"location:{block.LocationId}", stopping) is null)
        {
            return NotFound();
        }

        if (await Db.Outages.AnyAsync(outage => outage.Id == blockId && outage.TakenBackAt == null, stopping))
        {
            return await Refused("This is the absence of a provider, with patients to reach. Take it back at \"Provider is out\".", stopping);
        }

        return await TakeOut(SetUpParts.Block, blockId, () => Db.Blocks.Where(known => known.Id == blockId).ExecuteDeleteAsync(stopping), "The block is taken out.", stopping);
    }

    /// <summary>In the line that whoever books waits in: of the provider, of the room and its like, of everybody where the whole location is taken.</summary>
    private async Task WaitFor(Guid? providerId, Guid? roomId, CancellationToken stopping)
    {
        if (await Db.Resources.AsNoTracking().SingleOrDefaultAsync(known => known.Id == roomId, stopping) is { } room)
        {
            await calendar.WaitForRooms([room.KindId], [room.LocationId], stopping);
            return;
        }

        await calendar.WaitInLine(providerId is { } one ? [one] : await Db.Providers.Select(provider => provider.Id).ToListAsync(stopping), stopping);
    }

    private async Task<IActionResult> TakeOut(string part, Guid id, Func<Task<int>> delete, string toast, CancellationToken stopping)
    {
        var seen = (await change.Latest(part, id, stopping))?.Id;
        return await After(await change.Run(part, id, seen, async () => await delete() == 0 ? "It is taken out already." : null, stopping), toast, Address, () => Show(stopping));
    }

    private async Task<IActionResult> Refused(string why, CancellationToken stopping)
    {
        Refuse(why);
        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    /// <returns>Null when it is nobody's, or at none of the user's locations. A provider's block is on the clock of where they usually work.</returns>
    private async Task<(Guid? ProviderId, Guid? ResourceId, Location Location)?> Whose(string? of, CancellationToken stopping)
    {
        if (of?.Split(':') is not [var kind, var text] || !Guid.TryParse(text, out var id))
        {
            return null;
        }

        var place = kind switch
        {
            "provider" => await Db.Providers.Where(provider => provider.Id == id).Select(provider => (Guid?)provider.LocationId).SingleOrDefaultAsync(stopping),
            "room" => await Db.Resources.Where(room => room.Id == id).Select(room => (Guid?)room.LocationId).SingleOrDefaultAsync(stopping),
            _ => id,
        };
        return place is { } at && visible.Location(at) && (await Organization.Profile(stopping)).Find(at) is { } location
            ? (kind == "provider" ? id : null, kind == "room" ? id : null, location)
            : null;
    }

    private async Task Show(CancellationToken stopping)
    {
        // Also after a refusal of the other form, which names no block.
        Form.BlockId = Form.BlockId == Guid.Empty ? Guid.CreateVersion7() : Form.BlockId;
        var (profile, now) = (await Organization.Profile(stopping), clock.GetUtcNow());
        Locations = [.. profile.OpenLocations.Where(place => visible.Location(place.Id))];
        var yesterday = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        Holidays = [.. (await Db.Holidays.AsNoTracking().Where(holiday => holiday.Date >= yesterday).OrderBy(holiday => holiday.Date).ToListAsync(stopping))
            .Where(holiday => holiday.LocationId is null || visible.Location(holiday.LocationId.Value))
            .Select(holiday => (holiday, holiday.LocationId is { } at ? profile.Find(at)?.Name ?? "a closed location" : "the whole clinic"))];
        var providers = (await Db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping)).FindAll(provider => visible.Location(provider.LocationId));
        var rooms = (await Db.Resources.AsNoTracking().Where(room => !room.IsClosed).OrderBy(room => room.Name).ToListAsync(stopping)).FindAll(room => visible.Location(room.LocationId));
        Choices =
        [
            .. providers.Select(provider => ($"provider:{provider.Id}", provider.DisplayName)),
            .. rooms.Select(room => ($"room:{room.Id}", room.Name)),
            .. Locations.Select(location => ($"location:{location.Id}", $"{location.Name}, all of it")),
        ];
        var blocks = new List<BlockRow>();
        foreach (var block in await Db.Blocks.AsNoTracking().Where(block => block.EndsAt > now).OrderBy(block => block.StartsAt).ToListAsync(stopping))
        {
            var of = block.ProviderId is { } provider ? $"provider:{provider}" : block.ResourceId is { } room ? $"room:{room}" : $"location:{block.LocationId}";
            if (await Whose(of, stopping) is { } whose)
            {
                var (from, until) = (LocalTime.At(whose.Location, block.StartsAt), LocalTime.At(whose.Location, block.EndsAt));
                blocks.Add(new BlockRow(
                    block.Id,
                    Choices.FirstOrDefault(choice => choice.Value == of).Name ?? "a closed room",
                    $"{from.ToString("ddd MM/dd/yyyy h:mm tt", CultureInfo.InvariantCulture)} to {until.ToString("h:mm tt", CultureInfo.InvariantCulture)}",
                    block.Reason));
            }
        }

        Blocks = blocks;
        await LoadUnfit(null, stopping);
    }
}

/// <param name="When">On the location's wall clock.</param>
internal sealed record BlockRow(Guid Id, string Of, string When, string Reason);

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class BlockForm
{
    public Guid BlockId { get; set; }

    /// <summary>"provider:ID", "room:ID" or "location:ID".</summary>
    public string? Of { get; set; }

    [Required(ErrorMessage = "Choose the day."), Range(typeof(DateOnly), "1990-01-01", "2100-12-31", ErrorMessage = "Choose a day between 1990 and 2100.")]
    public DateOnly? Date { get; set; }

    [Required(ErrorMessage = "Say from when.")]
    public TimeOnly? From { get; set; }

    [Required(ErrorMessage = "Say until when.")]
    public TimeOnly? Until { get; set; }

    [Required(ErrorMessage = "Say why."), StringLength(80, ErrorMessage = "At most 80 letters.")]
    public string? Reason { get; set; }
}
