using System.Text;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The desk in the morning, on the keyboard but for the signature.</summary>
[Collection(nameof(MondayMorning))]
public sealed class CheckInTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();
    private readonly Guid visit = Guid.NewGuid();
    private readonly Guid session = Guid.CreateVersion7();

    /// <summary>The first visit of the day, whose co-pay is in the ledger since last night, and a drawer that is open.</summary>
    public async ValueTask InitializeAsync()
    {
        var host = morning.Clinic.Host;
        await morning.Employ(provider, $"Noor {provider}", "follow-up", "Follow-up");
        var patient = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE access_class = 'standard' ORDER BY mrn OFFSET 3 LIMIT 1"))[0]!;
        await host.Insert(
            "scheduling.visits",
            ("patient_id", patient), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", "(date_trunc('day', now() AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York')"),
            ("ends_at", "(date_trunc('day', now() AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York' + interval '1 minute')"));
        var id = (Guid)(await host.Sql($"SELECT id FROM scheduling.visits WHERE provider_id = '{provider}'"))[0]!;
        await host.Sql($"UPDATE scheduling.visits SET id = '{visit}' WHERE id = '{id}'");
        await host.Insert(
            "intake.ledger_entries",
            ("patient_id", patient), ("visit_id", visit), ("location_id", TestOrganization.Harbor.Id), ("kind", "charge-copay"), ("counts_as", "charge-copay"), ("cents", 3000), ("evidence", "Plan: office visit, $30.00"), ("at", "now()"));
        var drawer = await host.Insert("intake.drawers", ("location_id", TestOrganization.Harbor.Id), ("name", $"Window {session}"[..20]));
        await host.Sql($"INSERT INTO intake.drawer_sessions (id, drawer_id, location_id, float_cents, at) VALUES ('{session}', '{drawer}', '{TestOrganization.Harbor.Id}', 10000, now())");
    }

    /// <summary>No visit of this story stays at the head of the desk's list for the next one.</summary>
    public async ValueTask DisposeAsync()
    {
        await morning.Clinic.Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id = '{provider}'");
        await morning.Retire(provider);
    }

    [Fact]
    public async Task From_Today_a_visit_is_checked_in_its_co_pay_taken_and_the_receipt_opened_in_six_actions()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");
        var actions = 0;

        actions++; // the desk
        await user.Page.Locator($"main a[href='/intake/check-in?location={TestOrganization.Harbor.Id}']").ClickAsync();
        await Expect(user.Page.Locator($"a[href='/intake/check-in/visit/{visit}']:focus")).ToHaveCountAsync(1);
        await user.ExpectAccessible();

        actions++; // the first visit
        await Press(user, "Enter", $"**/intake/check-in/visit/{visit}");
        await Expect(user.Page.GetByText("Plan: office visit, $30.00").First).ToBeVisibleAsync();
        await user.ExpectAccessible();

        actions++; // all as shown
        await user.Press("y");
        await user.ExpectToast("Confirmed and arrived.");
        await Expect(user.Page.Locator("#given:focus")).ToHaveCountAsync(1);

        actions++; // what was handed over
        await user.Page.Keyboard.TypeAsync("50");
        await Expect(user.Page.Locator("#change")).ToHaveTextAsync("Give $20.00 back.");

        actions++; // taken, and checked in with it
        await user.Press("Enter");
        await user.ExpectToast("Taken: $30.00. Give $20.00 back. Checked in.");
        await user.ExpectAccessible();

        actions++; // the receipt
        var receipt = user.Page.Locator("a[data-key='r']");
        var address = await receipt.GetAttributeAsync("href");
        await user.Page.Context.RunAndWaitForPageAsync(() => user.Press("r"));
        Assert.InRange(actions, 1, 6);

        var pdf = await (await user.Page.Context.APIRequest.GetAsync(address!)).BodyAsync();
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(pdf, 0, 5));
        Assert.Equal([-3000], await morning.Clinic.Host.Sql($"SELECT cents FROM intake.ledger_entries WHERE visit_id = '{visit}' AND kind = 'payment' AND session_id = '{session}'"));
        Assert.Equal([true], await morning.Clinic.Host.Sql($"SELECT checked_in_at IS NOT NULL FROM intake.check_ins WHERE visit_id = '{visit}'"));

        // A form is signed with the pen, and the next step is one key.
        await user.Page.GetByText("Consent to treatment").ClickAsync();
        var pad = (await user.Page.Locator("details[open] canvas").BoundingBoxAsync())!;
        await user.Page.Mouse.MoveAsync(pad.X + 40, pad.Y + 40);
        await user.Page.Mouse.DownAsync();
        await user.Page.Mouse.MoveAsync(pad.X + 240, pad.Y + 90, new() { Steps = 12 });
        await user.Page.Mouse.UpAsync();
        await user.ExpectAccessible();

        // Refused for its name, it is there still: drawn anew, and kept without another stroke.
        var (name, keep) = (user.Page.Locator("details[open] input[name='signedBy']"), user.Page.Locator("details[open]").GetByRole(AriaRole.Button, new() { Name = "Keep the signature" }));
        var who = await name.InputValueAsync();
        await name.FillAsync("J");
        await keep.ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Type the name of who signs." })).ToBeVisibleAsync();
        Assert.True(await user.Page.Locator("details[open] canvas").EvaluateAsync<bool>("pad => pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data.some(value => value > 0)"));
        await name.FillAsync(who);
        await keep.ClickAsync();
        await user.ExpectToast("Signed: Consent to treatment.");
        await Expect(user.Page.GetByRole(AriaRole.Img, new() { NameString = "Signature of" })).ToHaveCountAsync(1);
        await user.ExpectAccessible();
    }

    [Fact]
    public async Task Another_address_is_written_at_the_desk_and_confirmed_with_it_and_on_the_record_by_keyboard_and_both_are_undone()
    {
        var host = morning.Clinic.Host;
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"/intake/check-in/visit/{visit}");
        var confirm = user.Page.Locator("section[aria-label='Confirm']");
        await confirm.GetByText("Another address").ClickAsync();
        await confirm.Locator("#kind-visit").SelectOptionAsync("mailing");
        await confirm.Locator("#line-visit").FillAsync("PO Box 77");
        await user.ExpectAccessible();
        await confirm.GetByRole(AriaRole.Button, new() { Name = "Save: the address is right so" }).ClickAsync();
        await user.ExpectToast("Mailing address: saved and confirmed.");
        await Expect(confirm.GetByText("PO Box 77")).ToBeVisibleAsync();
        Assert.Equal([true], await host.Sql($"SELECT address_at IS NOT NULL FROM intake.check_ins WHERE visit_id = '{visit}'"));

        await user.Press("u");
        await user.ExpectToast("Undone: the addresses are as before.");
        await Expect(confirm.GetByText("PO Box 77")).ToHaveCountAsync(0);
        Assert.Equal([false], await host.Sql($"SELECT address_at IS NOT NULL FROM intake.check_ins WHERE visit_id = '{visit}'"));

        var patient = (await host.Sql($"SELECT patient_id FROM scheduling.visits WHERE id = '{visit}'"))[0];
        await user.Open($"/intake/patients/patient/{patient}/edit");
        await user.Press("a");
        await Expect(user.Page.Locator("#kind-another:focus")).ToHaveCountAsync(1);
        await user.Page.Keyboard.TypeAsync("T");
        await user.Page.Keyboard.PressAsync("Tab");
        await user.Page.Keyboard.TypeAsync("7 Palm Way");
        await user.Page.Locator("#from-another").FillAsync("2032-01-01");
        await user.Page.Locator("#until-another").FillAsync("2032-03-31");
        await user.ExpectAccessible();
        await user.Page.Locator("#zip-another").FocusAsync();
        await user.Page.Keyboard.PressAsync("Enter");
        await user.ExpectToast("Temporary address: saved.");
        await Expect(user.Page.GetByText("Temporary address, 01/01/2032 to 03/31/2032: 7 Palm Way")).ToBeVisibleAsync();
        await user.Press("u");
        await user.ExpectToast("Undone: the addresses are as before.");
        Assert.Equal([0L], await host.Sql($"SELECT count(*) FROM intake.patient_addresses WHERE patient_id = '{patient}' AND line IN ('7 Palm Way', 'PO Box 77') AND ended_at IS NULL AND (valid_from IS NULL OR valid_from = '2032-01-01')"));
    }

    [Fact]
    public async Task A_co_pay_is_entered_without_a_payment_undone_and_a_prepayment_used_for_it()
    {
        var host = morning.Clinic.Host;
        var patient = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE access_class = 'standard' ORDER BY mrn OFFSET 5 LIMIT 1"))[0]!;
        var other = await host.Insert(
            "scheduling.visits",
            ("patient_id", patient), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", "(date_trunc('day', now() AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York' + interval '2 minutes')"), ("ends_at", "(date_trunc('day', now() AT TIME ZONE 'America/New_York') AT TIME ZONE 'America/New_York' + interval '3 minutes')"));
        await host.Insert(
            "intake.ledger_entries",
            ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("session_id", session), ("kind", "prepayment"), ("counts_as", "prepayment"), ("cents", -2000), ("method", "check"), ("reference", "17"),
            ("evidence", "Held for later"), ("at", "now()"));
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"/intake/check-in/visit/{other}");

        await EnterCoPay(user);
        await user.ExpectAccessible();
        await user.Press("u");
        await user.ExpectToast("Undone: the co-pay is void.");

        await EnterCoPay(user);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Use $20.00 of it" }).ClickAsync();
        await user.ExpectToast("$20.00 of the prepayment is used for this visit.");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Co-pay $10.00 due" })).ToBeVisibleAsync();
        Assert.Equal([1000L], await host.Sql($"SELECT sum(cents) FROM intake.ledger_entries WHERE visit_id = '{other}'"));
    }

    [Fact]
    public async Task A_wrong_co_pay_is_corrected_on_the_page_of_the_visit_with_four_actions()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"/intake/check-in/visit/{visit}");

        await user.Page.GetByText("The co-pay is wrong").ClickAsync();
        await user.Page.GetByLabel("Right co-pay").FillAsync("25.00");
        await user.Page.GetByLabel("Where that is from, or what was wrong").FillAsync("The new card says so");
        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Correct the co-pay" }).ClickAsync();

        await user.ExpectToast("Corrected. $25.00 is open.");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Co-pay $25.00 due" })).ToBeVisibleAsync();
        Assert.Equal([2500L], await morning.Clinic.Host.Sql($"SELECT sum(cents) FROM intake.ledger_entries WHERE visit_id = '{visit}'"));
    }

    private static async Task EnterCoPay(BrowserUser user)
    {
        await user.Page.GetByLabel("Co-pay of this visit").FillAsync("30.00");
        await user.Page.GetByLabel("Where that is from").FillAsync("The card");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the co-pay, to use the prepayment" }).ClickAsync();
        await user.ExpectToast("$30.00 is entered as the co-pay of this visit.");
    }

    private static async Task Press(BrowserUser user, string key, string leadsTo)
    {
        await user.Press(key);
        await user.Page.WaitForURLAsync(leadsTo);
        await user.Page.WaitForLoadStateAsync();
    }
}
