// Mutate SOURCE OUT --files N --seed N: N hostile files made of those in SOURCE, the same for the same seed. OUT/files holds what a
// drop folder gets, OUT/mails what a mailbox gets; the name says what was done: NNNN-KIND.EXT.
using System.Globalization;
using Mutate;

if (args is not [var source, var into, "--files", var count, "--seed", var seed])
{
    Console.Error.WriteLine("Mutate SOURCE OUT --files N --seed N");
    return 2;
}

var chance = new Random(int.Parse(seed, CultureInfo.InvariantCulture));
var files = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    .Select(path => new Original(Path.GetExtension(path).ToLowerInvariant(), File.ReadAllBytes(path))).ToList();
var byKind = files.ToLookup(file => file.Extension);
Original One(string extension) => byKind[extension].ElementAt(chance.Next(byKind[extension].Count()));

var (drop, mail) = (Directory.CreateDirectory(Path.Combine(into, "files")).FullName, Directory.CreateDirectory(Path.Combine(into, "mails")).FullName);
for (var number = 0; number < int.Parse(count, CultureInfo.InvariantCulture); number++)
{
    var made = chance.Next(100) switch
    {
        < 30 => Tiffs.Damage(One(".tif").Bytes, chance),
        < 55 => Pdfs.Damage(One(".pdf").Bytes, chance),
        < 60 => Pictures.Damage(One(".jpg").Bytes, chance),
        < 67 => Disguises.Make(files, chance),
        < 80 => Bombs.Make(files, chance),
        _ => Mails.Damage(files, chance),
    };
    File.WriteAllBytes(Path.Combine(made.Extension == ".eml" ? mail : drop, $"{number:D5}-{made.Kind}{made.Extension}"), made.Bytes);
}

return 0;

namespace Mutate
{
    internal sealed record Original(string Extension, byte[] Bytes);

    /// <param name="Kind">What was done, in a word or two.</param>
    internal sealed record Made(string Kind, string Extension, byte[] Bytes);
}
