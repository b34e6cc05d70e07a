#!/bin/bash
# The first process of a kernel in user space whose root is the host's: an NFS server over a disk image, and two clients, each in a
# network namespace of its own with its own identifier. The caller gives `plan` on the kernel's command line.
mount -t proc proc /proc
mount -t sysfs sys /sys
for directory in /run /mnt /var/lib/nfs; do mount -t tmpfs tmpfs $directory; done
mount --bind /usr/lib/uml/modules /lib/modules
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/nonexistent
ip link set lo up
for module in nfsd nfsv4 nfsv3 veth; do modprobe $module; done

mkdir -p /mnt/server /mnt/a /mnt/b /mnt/sys /var/lib/nfs/{rpc_pipefs,v4recovery,sm,sm.bak}
touch /var/lib/nfs/{etab,rmtab}
mount -t ext4 /dev/ubda /mnt/server
mount -t rpc_pipefs sunrpc /var/lib/nfs/rpc_pipefs
mount -t nfsd nfsd /proc/fs/nfsd
rpcbind -w
number=0
for client in a b; do
  number=$((number + 1))
  ip netns add $client
  ip link add server-$client type veth peer name client-$client
  ip link set client-$client netns $client
  ip addr add 10.9.$number.1/24 dev server-$client
  ip link set server-$client up
  nsenter --net=/run/netns/$client sh -c "
    ip link set lo up
    ip addr add 10.9.$number.2/24 dev client-$client
    ip link set client-$client up
    mount -t sysfs sys /mnt/sys
    echo client-$client > /mnt/sys/fs/nfs/net/nfs_client/identifier
    umount /mnt/sys"
done
# After a restart the server waits so long for clients to claim what they had open; the default is 90 s.
echo 10 > /proc/fs/nfsd/nfsv4leasetime
echo 10 > /proc/fs/nfsd/nfsv4gracetime
exportfs -o rw,sync,no_subtree_check,no_root_squash,insecure,fsid=0 10.9.0.0/16:/mnt/server
rpc.mountd
rpc.nfsd 8

{ read -r node; read -r machine; } < "$plan.start"
"$node" "$machine" "$plan" 2>&1
rpc.nfsd 0
exportfs -ua
umount /mnt/server
sync
halt -f -p
